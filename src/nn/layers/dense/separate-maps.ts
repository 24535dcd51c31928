import { add, matMul, transpose } from "../../../graph/operations/index.ts";
import type { Tensor } from "../../../graph/tensor.ts";
import type { InitializerSpec } from "../../initializers/specification.ts";
import type { BuildContext } from "../../layer.ts";

/**
 * A linear map for each place by itself: y[n, f] = x[n, f]·W_f + b_f, with x [batch, places, inputs],
 * `weight` [places, inputs, units] and `bias` [places, units], which begins at zero and is not decayed.
 *
 * @returns [batch, places, units].
 */
export function separateMaps(
  context: BuildContext,
  x: Tensor,
  { units, bias, initializer }: { units: number; bias: boolean; initializer: InitializerSpec },
): Tensor {
  const [, places, width] = x.shape;
  const weight = context.parameter("weight", {
    shape: [places, width, units],
    initializer,
    decay: true,
    fans: { fanIn: width, fanOut: units },
  });
  const byPlace = matMul(transpose(x, [1, 0, 2]), weight);
  const product = transpose(byPlace, [1, 0, 2]);
  if (!bias) return product;
  const shape = [places, units];
  return add(product, context.parameter("bias", { shape, initializer: "zeros", decay: false }));
}
