import { PORT_NAMES } from "../runtime/names.ts";

const KEY = "key:";

/**
 * The names of a step program's and an evaluation program's feeds and results: this is the one place that
 * knows them. Apart, so that a worker need not load what builds the programs.
 */
export const PORTS = {
  /**
   * A carried vector, as a call is fed with it and returns it: of a name such as `parameters` or an
   * optimizer's slot.
   */
  state: PORT_NAMES.state,
  /** A piece of a carried vector, where a program takes it in pieces. */
  piece: (vector: string, piece: number) => `${vector}:${piece}`,
  /** A number that the host supplies; of each step or of a whole call. */
  scalar: (name: string) => `scalar:${name}`,
  /** The random key of a layer. */
  key: (layer: string) => `${KEY}${layer}`,
  parameters: "parameters",
  buffers: "buffers",
  target: "target",
  weights: "weights",
  /** The sum of the gradients of an update's mini-batches so far, and of what these count. */
  accumulated: "accumulated",
  accumulatedWeight: "accumulatedWeight",
  /** The factor that the loss is scaled by in mixed precision, and the steps since it last changed. */
  lossScale: "lossScale",
  /** The averages of the weights and of the buffers. */
  averageParameters: "averageParameters",
  averageBuffers: "averageBuffers",
  /** The shift that is subtracted from the numbers of a block, one for each channel. */
  shift: (block: string) => `shift:${block}`,
  /** The factor that they are multiplied by then. */
  factor: (block: string) => `factor:${block}`,
  /** The gradient of a piece of the parameters, which a probed step returns. */
  gradient: (piece: number) => `gradient:${piece}`,
  /** The output of an activation layer, which a probed step returns. */
  activation: (layer: string) => `activation:${layer}`,
  /** The variance of a layer's output, which the calibration of initial weights asks for. */
  variance: (layer: number) => `variance:${layer}`,
} as const;

/** Whether a feed is the random key of a layer. */
export function isKeyPort(name: string): boolean {
  return name.startsWith(KEY);
}
