import * as z from "zod/mini";
import { shapeError } from "../../graph/operation.ts";
import { constant, matMul, upsample2d } from "../../graph/operations/index.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { LayerDefinition } from "../layer.ts";
import { type Directions, fromImages, imagesOf, pairAlong, stepPair } from "./window.ts";

const options = z.strictObject({
  /** How many times larger: one number, or [down, across]. */
  factor: z._default(stepPair, 2),
  /** How new values are made: copies of the nearest, or straight lines between neighbours. */
  method: z._default(z.enum(["nearest", "linear"]), "nearest"),
});

/**
 * Makes images [batch, channels, height, width] or sequences [batch, channels, length] `factor` times larger: by repeating
 * each value ("nearest") or by (bi)linear interpolation between the values' centres, with the edges continued ("linear", as
 * PyTorch's `interpolate` with align_corners=False).
 */
export const upsample: LayerDefinition<typeof options> = {
  kind: "upsample",
  title: "Upsampling",
  help: "Makes images or sequences larger by repeating or interpolating their values.",
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
