import * as z from "zod/mini";
import { option } from "../../../base/option.ts";
import { shapeError } from "../../../graph/operation.ts";
import { constant, matMul, upsample2d } from "../../../graph/operations/index.ts";
import type { Tensor } from "../../../graph/tensor.ts";
import type { LayerDefinition } from "../../layer.ts";
import { checkConstant } from "../../network-limits.ts";
import { type Directions, fromImages, imagesOf, pairAlong, stepPair } from "../common/window-options.ts";

const options = z.strictObject({
  factor: option(z._default(stepPair, 2), {
    help: "How many times larger: one number, or [down, across].",
    scale: "integer",
    range: [2, 4],
  }),
  method: option(z._default(z.enum(["nearest", "linear"]), "nearest"), {
    help: "How new values are made: copies of the nearest, or straight lines between neighbours.",
    scale: "choices",
  }),
});

/**
 * Makes images [batch, channels, height, width] or sequences [batch, channels, length] `factor` times larger:
 * by repeating each value ("nearest") or by (bi)linear interpolation between the values' centres, with the
 * edges continued ("linear", as PyTorch's `interpolate` with align_corners=False).
 *
 * Options, with their limits and defaults: `factor` (whole number or [whole number, whole number], > 0; 2),
 * `method` ("nearest" or "linear"; "nearest").
 */
export const upsample: LayerDefinition<typeof options> = {
  kind: "upsample",
  title: "Upsampling",
  help: "Makes images or sequences larger by repeating or interpolating their values.",
  explanation: {
    equation: "nearest: y[i] = x[⌊i / factor⌋]; linear: the straight line between the centres of neighbours",
    use: "In decoders, with a convolution behind it that refines what was made larger.",
    pitfalls:
      'It adds nothing that was not there, and work behind it grows with factor². "nearest" leaves ' +
      "blocks until a convolution smooths them.",
  },
  options,
  traits: { keepsWidth: true },
  build(_context, inputs, { factor, method }) {
    const directions: Directions = inputs[0]?.shape.length === 3 ? 1 : 2;
    const x = imagesOf("upsample", inputs, directions);
    if (directions === 1 && typeof factor !== "number") {
      throw shapeError(
        "upsample",
        "images for a factor of two numbers",
        inputs,
        "Give sequences one number.",
      );
    }
    const factors = pairAlong(factor, directions, 1);
    return fromImages(method === "nearest" ? upsample2d(x, factors) : linear(x, factors), directions);
  },
};

/** Interpolation down and across is a matrix on either side of each image. */
function linear(x: Tensor, [down, across]: readonly [number, number]): Tensor {
  const [height, width] = x.shape.slice(2);
  const wide =
    across === 1 ? x : matMul(x, interpolation(x, { size: width, factor: across }), { transposeB: true });
  return down === 1 ? wide : matMul(interpolation(x, { size: height, factor: down }), wide);
}

/** How much each new place takes of each old one: [size · factor, size]. */
function interpolation(x: Tensor, { size, factor }: { size: number; factor: number }): Tensor {
  checkConstant("upsample", [size * factor, size]);
  const shares = new Float64Array(size * factor * size);
  for (let place = 0; place < size * factor; place++) {
    const centre = Math.max((place + 0.5) / factor - 0.5, 0);
    const below = Math.min(Math.floor(centre), size - 1);
    const share = centre - below;
    shares[place * size + below] += 1 - share;
    shares[place * size + Math.min(below + 1, size - 1)] += share;
  }
  return constant(x.dtype, [size * factor, size], shares);
}
