import { TrainwellError } from "../../base/errors.ts";
import type { LayerSpec } from "../layer-spec.ts";
import { relu } from "../layers/activation/relu.ts";
import { convolution2d } from "../layers/convolution/convolution2d.ts";
import { add } from "../layers/merging/add.ts";
import { batchNormalization } from "../layers/normalization/batch-normalization.ts";
import { stochasticDepth as stochasticDepthLayer } from "../layers/regularization/stochastic-depth.ts";
import { type BlockPlace, type ChainPart, chain, type LayerChoice, lastId } from "./chain.ts";

/** The options of a residual block. */
export interface ResidualBlockOptions extends BlockPlace {
  /** Channels of the output, from 1. */
  readonly units: number;
  /**
   * Channels of the input, from 1; where they differ from `units`, or the stride is not 1, a 1×1 convolution
   * fits the shortcut.
   */
  readonly inputUnits: number;
  /** Pixels from one place of the window to the next, from 1; 1 by default, 2 halves the image. */
  readonly stride?: number;
  /** The window of its convolutions in pixels, odd and from 1; 3 by default. */
  readonly kernel?: number;
  /** By default "batchNormalization". */
  readonly normalization?: LayerChoice;
  /** By default "relu". */
  readonly activation?: LayerChoice;
  /**
   * "original" (the default) normalizes after each convolution and activates the sum; "preactivation" does
   * both before (He et al. 2016b).
   */
  readonly form?: "original" | "preactivation";
  /**
   * How much narrower the middle convolution is: with 4, the block is 1×1, kernel×kernel and 1×1
   * convolutions, of which the first two have units / 4 channels. A divisor of `units`, from 1; 1 by default:
   * two convolutions of kernel×kernel.
   */
  readonly bottleneck?: number;
  /** The chance of the branch to be dropped for an example in training, in [0, 1); 0 by default. */
  readonly stochasticDepth?: number;
}

interface Step {
  readonly units: number;
  readonly kernel: number;
  readonly stride: number;
}

/**
 * A residual block of images, y = activation(branch(x) + shortcut(x)), as layers of a recipe: its ids are
 * `${id}-...`, and its last layer has the id itself. Where normalization follows a convolution, that one has
 * no bias.
 *
 * @param options where the block stands, the channels of its input and output, and what it is made of.
 * @throws TrainwellError `wrong-option` when `bottleneck` does not divide `units`.
 * @see He et al., Deep Residual Learning for Image Recognition, 2016; Identity Mappings in Deep Residual
 * Networks, 2016
 *
 * @example
 * const layers = [
 *   { id: "stem", kind: "convolution2d", units: 16, kernel: 3, padding: "same" },
 *   ...residualBlock({ id: "block1", input: "stem", inputUnits: 16, units: 16 }),
 *   ...residualBlock({ id: "block2", input: "block1", inputUnits: 16, units: 32, stride: 2 }),
 *   { id: "pool", kind: "globalAveragePool" },
 *   { id: "output", kind: "dense", units: "outputs" },
 * ];
 */
export function residualBlock(options: ResidualBlockOptions): LayerSpec[] {
  const { id, input, units, inputUnits, stride = 1, form = "original", activation = relu.kind } = options;
  const before = form === "preactivation";
  const branch = chain({ id, input }, branchParts(options));
  const projects = inputUnits !== units || stride !== 1;
  const shortcut = projects ? chain({ id, input }, shortcutParts(options)) : [];
  const inputs = [lastId(branch, input), lastId(shortcut, input)];
  const sumId = before || activation === null ? id : `${id}-sum`;
  const sum: LayerSpec = { id: sumId, kind: add.kind, inputs };
  if (before || activation === null) return [...branch, ...shortcut, sum];
  const last = typeof activation === "string" ? { kind: activation } : activation;
  return [...branch, ...shortcut, sum, { id, ...last }];
}

function stepsOf({ id, units, stride = 1, kernel = 3, bottleneck = 1 }: ResidualBlockOptions): Step[] {
  if (bottleneck === 1)
    return [
      { units, kernel, stride },
      { units, kernel, stride: 1 },
    ];
  const narrow = units / bottleneck;
  if (!Number.isInteger(narrow)) {
    throw new TrainwellError({
      kind: "input",
      code: "wrong-option",
      message:
        `Block "${id}": its ${units} units must be a multiple of its bottleneck, which is ` +
        `${bottleneck}.`,
      details: { block: id, units, bottleneck },
      hint: "Choose units that the bottleneck divides.",
    });
  }
  return [
    { units: narrow, kernel: 1, stride: 1 },
    { units: narrow, kernel, stride },
    { units, kernel: 1, stride: 1 },
  ];
}

function branchParts(options: ResidualBlockOptions): ChainPart[] {
  const { normalization = batchNormalization.kind, activation = relu.kind, form = "original" } = options;
  const before = form === "preactivation";
  const steps = stepsOf(options);
  const parts = steps.flatMap((step, index): ChainPart[] => {
    const number = index + 1;
    // A bias before normalization would be taken away by it again.
    const normalizedNext = before ? number < steps.length : true;
    const convolution = {
      part: `convolution${number}`,
      layer: { ...convolutionOf(step), bias: normalization === null || !normalizedNext },
    };
    const norm = { part: `normalization${number}`, layer: normalization };
    const active = { part: `activation${number}`, layer: activation };
    if (before) return [norm, active, convolution];
    return number < steps.length ? [convolution, norm, active] : [convolution, norm];
  });
  const { stochasticDepth = 0 } = options;
  const drop = stochasticDepth > 0 ? { kind: stochasticDepthLayer.kind, rate: stochasticDepth } : null;
  return [...parts, { part: "drop", layer: drop }];
}

function convolutionOf({ units, kernel, stride }: Step) {
  return {
    kind: convolution2d.kind,
    units,
    kernel,
    padding: Math.floor(kernel / 2),
    ...(stride === 1 ? {} : { stride }),
  };
}

function shortcutParts(options: ResidualBlockOptions): ChainPart[] {
  const { units, stride = 1, normalization = batchNormalization.kind, form = "original" } = options;
  const norm = form === "original" ? normalization : null;
  const layer = { ...convolutionOf({ units, kernel: 1, stride }), bias: norm === null };
  return [
    { part: "shortcut", layer },
    { part: "shortcutNormalization", layer: norm },
  ];
}
