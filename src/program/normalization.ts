import type { BlockNormalization } from "../data/prepare/dataset.ts";
import { cast, input, multiply, reshape, subtract } from "../graph/operations/index.ts";
import type { Tensor } from "../graph/tensor.ts";
import { PORTS } from "./ports.ts";

/** A block as the network sees it, and the inputs that its scaling takes. */
export interface NormalizedBlock {
  readonly rows: Tensor;
  /** The same in all steps of a call, and in all rows. */
  readonly inputs: readonly Tensor[];
}

/**
 * Scales a block's rows [batch, ...row] in the graph: z = (x − shift) · 1 / scale along the normalization's
 * axis. The numbers are inputs, so that a program fits every fold; bytes become floats only here.
 *
 * @param dtype float32 for training; float64 for the reference.
 */
export function normalizeRows(
  rows: Tensor,
  block: { readonly name: string; readonly normalization?: BlockNormalization },
  dtype: "float32" | "float64",
): NormalizedBlock {
  const { name, normalization } = block;
  if (normalization === undefined) return { rows, inputs: [] };
  const { axis, shift } = normalization;
  const perChannel = rows.shape.map((_, place) => (place === axis + 1 ? shift.length : 1));
  const inputs = [PORTS.shift(name), PORTS.factor(name)].map((port) =>
    input(port, { dtype, shape: [shift.length] }),
  );
  const [shifts, factors] = inputs.map((tensor) => reshape(tensor, perChannel));
  return { rows: multiply(subtract(cast(rows, dtype), shifts), factors), inputs };
}
