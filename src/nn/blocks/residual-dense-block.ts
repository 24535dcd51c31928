import { FITTING_INITIALIZERS } from "../initializers/index.ts";
import type { LayerSpec } from "../layer-spec.ts";
import { relu } from "../layers/activation/relu.ts";
import { dense } from "../layers/dense/dense.ts";
import { layerDefinition } from "../layers/index.ts";
import { add } from "../layers/merging/add.ts";
import { layerNormalization } from "../layers/normalization/layer-normalization.ts";
import { dropout as dropoutLayer } from "../layers/regularization/dropout.ts";
import { stochasticDepth as stochasticDepthLayer } from "../layers/regularization/stochastic-depth.ts";
import { type BlockPlace, chain, type LayerChoice, lastId } from "./chain.ts";

/** The options of a residual block of dense layers. */
export interface ResidualDenseBlockOptions extends BlockPlace {
  /** Features of the input and the output, from 1. */
  readonly units: number;
  /** The width in between, from 1; by default `units`. */
  readonly hidden?: number;
  /** By default "layerNormalization". */
  readonly normalization?: LayerChoice;
  /** By default "relu". */
  readonly activation?: LayerChoice;
  /** The dropout rate after the activation, in [0, 1); 0 by default. */
  readonly dropout?: number;
  /** The chance of the branch to be dropped for an example in training, in [0, 1); 0 by default. */
  readonly stochasticDepth?: number;
}

/**
 * A residual block of dense layers, for tables and for the positions of a sequence: y = x +
 * dense(dropout(activation(dense( normalization(x))))), as layers of a recipe. The input has `units`
 * features; the last layer has the block's id.
 *
 * @param options where the block stands, its widths, and what it is made of.
 * @see Gorishniy et al., Revisiting Deep Learning Models for Tabular Data, 2021
 *
 * @example
 * residualDenseBlock({ id: "block1", input: "stem", units: 64, dropout: 0.1 });
 */
export function residualDenseBlock(options: ResidualDenseBlockOptions): LayerSpec[] {
  const { id, input, units, hidden = units, dropout = 0, stochasticDepth = 0 } = options;
  const { normalization = layerNormalization.kind, activation = relu.kind } = options;
  const branch = chain({ id, input }, [
    { part: "normalization", layer: normalization },
    { part: "dense1", layer: { kind: dense.kind, units: hidden, ...initializerFor(activation) } },
    { part: "activation", layer: activation },
    { part: "dropout", layer: dropout > 0 ? { kind: dropoutLayer.kind, rate: dropout } : null },
    { part: "dense2", layer: { kind: dense.kind, units } },
    {
      part: "drop",
      layer: stochasticDepth > 0 ? { kind: stochasticDepthLayer.kind, rate: stochasticDepth } : null,
    },
  ]);
  return [...branch, { id, kind: add.kind, inputs: [lastId(branch, input), input] }];
}

/** He's initializer suits rectifiers; otherwise the layer's default. */
function initializerFor(activation: LayerChoice): { initializer?: string } {
  if (typeof activation !== "string" || !layerDefinition(activation).traits.activation?.dies) return {};
  return { initializer: FITTING_INITIALIZERS.rectifying[0] };
}
