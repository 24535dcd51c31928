import type * as z from "zod/mini";
import type { Explanation } from "../base/explanation.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Hyperparameter } from "./hyperparameter.ts";
import type { Fans } from "./initializers/fans.ts";
import type { InitializerSpec } from "./initializers/specification.ts";
import type { LayerTraits } from "./layer-traits.ts";

/**
 * The schema of a layer's options: a strict object of zod/mini, so that an unknown option is an error. What
 * else there is to say of an option stands beside its schema, by `option`.
 */
export type OptionsSchema = z.ZodMiniObject;

/** The services that a layer may use while it builds its part of the graph. Names are local to the layer. */
export interface BuildContext {
  /**
   * Whether the graph is for training; in evaluation dropout is off and normalization uses running
   * statistics.
   */
  readonly training: boolean;
  /** Units that the target asks for: the number of classes, or 1. */
  readonly outputs: number;
  /** Where the layer's inputs come from, one name for each: a layer's id or a data block. */
  readonly inputNames: readonly string[];
  /**
   * A trained parameter; its full name is `${layerId}.${name}`. `decay` says whether weight decay and
   * penalties apply: true for weights, false for biases and normalization. `fans` tells the initializer how
   * many inputs feed a unit and how many units an input feeds, where the shape does not (see `fans`).
   */
  parameter(
    name: string,
    options: { shape: readonly number[]; initializer: InitializerSpec; decay: boolean; fans?: Fans },
  ): Tensor;
  /**
   * State that is carried along but never differentiated, such as running statistics; it begins at `value`.
   */
  buffer(name: string, options: { shape: readonly number[]; value: number }): Tensor;
  /** The buffer's value after this step. Training only. */
  updateBuffer(name: string, value: Tensor): void;
  /**
   * A uint32 scalar input: `randomKey(seed, STREAMS.dropout, hashName(layerId), step)`, computed by the host.
   * Training only.
   */
  randomKey(): Tensor;
  /**
   * A float scalar input with the address `network.layers.${id}.${name}`, for values that vary between trials
   * without changing the program, such as the dropout rate, or follow a course over the training. Where the
   * program has no such input, a constant: the value, or the one that its course ends at.
   */
  hyperparameter(name: string, value: Hyperparameter): Tensor;
  /** The number of different codes of a data block of categories; undefined for any other input. */
  cardinality(input: string): number | undefined;
}

/**
 * A kind of layer: its options, its words for people, and how it builds its part of the graph.
 * Batches are ragged and never padded, so no layer needs to know about padding.
 */
export interface LayerDefinition<S extends OptionsSchema = OptionsSchema> {
  /** The name in recipes, unique, in camel case. */
  readonly kind: string;
  /** The name that people read, in a few words. */
  readonly title: string;
  /** One sentence. */
  readonly help: string;
  /** Left out where it comes from none. */
  readonly paper?: string;
  /**
   * Equation, when to take it, and what goes wrong; may be left out, but every layer of the toolkit has it.
   */
  readonly explanation?: Explanation;
  /** The schema of its options, each with its default and limits: a strict object. */
  readonly options: S;
  /** The facts that findings, treatments and probes must know of it; `{}` where there is nothing to say. */
  readonly traits: LayerTraits<z.output<S>>;
  /**
   * The local name of a parameter that the output is proportional to where the layer's other undecayed
   * parameters, its biases, are zero; left out where there is none. Layer-sequential initialization scales
   * it.
   */
  readonly proportionalTo?: string;
  /**
   * Builds the layer's output from its inputs, of which the first axis is the batch.
   *
   * @throws TrainwellError `shape-mismatch` when the inputs do not fit; the message names the layer.
   */
  build(context: BuildContext, inputs: readonly Tensor[], options: z.output<S>): Tensor;
}
