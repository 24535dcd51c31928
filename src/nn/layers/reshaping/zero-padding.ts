import * as z from "zod/mini";
import { option } from "../../../base/option.ts";
import { shapeError } from "../../../graph/operation.ts";
import { pad } from "../../../graph/operations/index.ts";
import type { LayerDefinition } from "../../layer.ts";
import { channelsInput } from "../common/inputs.ts";

const width = z.int().check(z.nonnegative());

const options = z.strictObject({
  padding: option(z._default(z.union([width, z.array(z.tuple([width, width]))]), 1), {
    help: "The border's width on all sides, or [before, after] for each axis behind the channels.",
    unit: "pixels",
  }),
});

/**
 * Puts zeros around x [batch, channels, ...]: `padding` of them before and after each axis behind the
 * channels, or for each of these axes its own [before, after], as [[top, bottom], [left, right]] for images.
 *
 * Options, with their limits and defaults: `padding` (whole number or list of [whole number, whole number]s,
 * ≥ 0; 1).
 */
export const zeroPadding: LayerDefinition<typeof options> = {
  kind: "zeroPadding",
  title: "Zero padding",
  help: "Puts a border of zeros around images or sequences.",
  explanation: {
    equation: "y = x with padding zeros before and after each axis behind the channels",
    use:
      "Where the border must be another one on each side; else the padding of convolutions does the " +
      "same.",
    pitfalls: "Zeros are values like others: filters see an edge at the border that is not in the data.",
  },
  options,
  traits: { keepsWidth: true },
  build(_context, inputs, { padding }) {
    const x = channelsInput("zeroPadding", inputs);
    const axes = x.shape.slice(2);
    const widths = typeof padding === "number" ? axes.map(() => [padding, padding]) : padding;
    if (widths.length !== axes.length) {
      const expected = `one input with ${widths.length} axes behind the channels, a pair of padding for each`;
      throw shapeError("zeroPadding", expected, inputs);
    }
    const along = (side: 0 | 1) => [0, 0, ...widths.map((pair) => pair[side])];
    return pad(x, { before: along(0), after: along(1) });
  },
};
