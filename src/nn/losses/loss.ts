import type * as z from "zod/mini";
import type { Tensor } from "../../graph/tensor.ts";

/**
 * A kind of loss. `perExample` gives one number for each example, so that example weights apply outside of it; see
 * `weightedMean`.
 */
export interface LossDefinition<S extends z.ZodMiniObject = z.ZodMiniObject> {
  /** The name in recipes, unique, in camel case. */
  readonly kind: string;
  readonly title: string;
  /** One sentence. */
  readonly help: string;
  readonly paper?: string;
  readonly options: S;
  /** What the target holds: class numbers, int32 [batch], or values, float [batch] or [batch, outputs]. */
  readonly target: "classes" | "values";
  /**
   * The loss of each example, [batch].
   *
   * @throws TrainwellError `shape-mismatch` when output and target do not fit.
   */
  perExample(output: Tensor, target: Tensor, options: z.output<S>): Tensor;
  /**
   * What the network's output says: class probabilities [batch, classes] for classes; for values the values, of which
   * a single one an example has the shape [batch].
   */
  prediction(output: Tensor, options: z.output<S>): Tensor;
}
