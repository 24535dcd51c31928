import type { LayerSpec } from "../layer-spec.ts";
import { gelu } from "../layers/activation/gelu.ts";
import { dense } from "../layers/dense/dense.ts";
import { add } from "../layers/merging/add.ts";
import { layerNormalization } from "../layers/normalization/layer-normalization.ts";
import { dropout as dropoutLayer } from "../layers/regularization/dropout.ts";
import { selfAttention } from "../layers/sequence/self-attention.ts";
import { type BlockPlace, chain, type LayerChoice, lastId } from "./chain.ts";

/** The options of an encoder block of a transformer. */
export interface TransformerEncoderBlockOptions extends BlockPlace {
  /** Features of each time of the input and the output, from 1. */
  readonly units: number;
  /** Heads of the attention, from 1 and a divisor of `units`; 4 by default. */
  readonly heads?: number;
  /** The width within the feed-forward part, from 1; by default 4 · units. */
  readonly hidden?: number;
  /** By default "gelu". */
  readonly activation?: LayerChoice;
  /** By default "layerNormalization". */
  readonly normalization?: LayerChoice;
  /** The dropout rate at the end of both branches and of attention weights, in [0, 1); 0 by default. */
  readonly dropout?: number;
  /** Whether a time sees only itself and earlier ones; false by default. */
  readonly causal?: boolean;
  /**
   * "preactivation" (the default) normalizes at the beginning of each branch (Xiong et al. 2020), "original"
   * after each sum.
   */
  readonly form?: "preactivation" | "original";
}

/**
 * An encoder block of a transformer over sequences [batch, time, units], as layers of a recipe:
 * self-attention and a feed-forward part, each a residual branch. Its last layer has the block's id.
 *
 * @param options where the block stands, its widths and heads, and what it is made of.
 * @see Vaswani et al., Attention Is All You Need, 2017; Xiong et al., On Layer Normalization in the
 * Transformer, 2020
 *
 * @example
 * transformerEncoderBlock({ id: "encoder1", input: "positions", units: 32, heads: 4, dropout: 0.1 });
 */
export function transformerEncoderBlock(options: TransformerEncoderBlockOptions): LayerSpec[] {
  const { id, input, units, heads = 4, hidden = 4 * units, dropout = 0, causal = false } = options;
  const { activation = gelu.kind, normalization = layerNormalization.kind, form = "preactivation" } = options;
  const before = form === "preactivation" ? normalization : null;
  const after = form === "original" ? normalization : null;
  const drop = dropout > 0 ? { kind: dropoutLayer.kind, rate: dropout } : null;
  const attention = [
    { part: "normalization1", layer: before },
    { part: "attention", layer: { kind: selfAttention.kind, heads, units, dropout, causal } },
    { part: "dropout1", layer: drop },
  ];
  const feedForward = [
    { part: "normalization2", layer: before },
    { part: "dense1", layer: { kind: dense.kind, units: hidden } },
    { part: "activation", layer: activation },
    { part: "dense2", layer: { kind: dense.kind, units } },
    { part: "dropout2", layer: drop },
  ];
  const first = residual(`${id}-attended`, { id, input }, { parts: attention, after });
  const second = residual(id, { id, input: `${id}-attended` }, { parts: feedForward, after });
  return [...first, ...second];
}

/** x + branch(x), normalized where told; the last layer has the id `name`. */
function residual(
  name: string,
  place: BlockPlace,
  { parts, after }: { parts: Parameters<typeof chain>[1]; after: LayerChoice },
): LayerSpec[] {
  const branch = chain(place, parts);
  const inputs = [lastId(branch, place.input), place.input];
  if (after === null) return [...branch, { id: name, kind: add.kind, inputs }];
  const normalization = typeof after === "string" ? { kind: after } : after;
  return [...branch, { id: `${name}-sum`, kind: add.kind, inputs }, { id: name, ...normalization }];
}
