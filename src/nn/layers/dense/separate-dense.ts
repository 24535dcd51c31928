import * as z from "zod/mini";
import { option } from "../../../base/option.ts";
import { shapeError } from "../../../graph/operation.ts";
import { initializerSchema } from "../../initializers/specification.ts";
import type { LayerDefinition } from "../../layer.ts";
import { onlyInput } from "../common/inputs.ts";
import { separateMaps } from "./separate-maps.ts";

const options = z.strictObject({
  units: option(z.union([z.literal("outputs"), z.int().check(z.positive())]), {
    help: 'The number of units of each place, or "outputs" for as many as the target asks for.',
    unit: "units",
    scale: "log",
    range: [4, 64],
    tune: true,
  }),
  bias: option(z._default(z.boolean(), true), { help: "Whether a bias is added." }),
  initializer: option(z._default(initializerSchema, "glorotUniform"), {
    help: "How the weights are drawn, each place by itself.",
  }),
});

/**
 * A fully connected layer for each place by itself: y[n, f] = x[n, f]·W_f + b_f, with x [batch, places,
 * inputs], W [places, inputs, units] and b [places, units]. The bias begins at zero and is not decayed.
 *
 * Options, with their limits and defaults: `units` ("outputs" or whole number, > 0; required), `bias` (true
 * or false; true), `initializer` (initializer; "glorotUniform").
 */
export const separateDense: LayerDefinition<typeof options> = {
  kind: "separateDense",
  title: "Separate dense",
  help: "Connects every input of a place to every unit of that place, with weights of its own.",
  paper: "Gorishniy et al., On Embeddings for Numerical Features in Tabular Deep Learning, 2022",
  explanation: {
    equation:
      "y[n, f] = x[n, f]·W_f + b_f, with x [batch, places, inputs], W [places, inputs, units], " +
      "b [places, units]",
    use: "Behind periodic or piecewiseLinear, so that each column of a table has a map of its own.",
    pitfalls: "It has as many times the weights of a shared dense layer as there are places.",
  },
  options,
  traits: { weighted: "other", unitAxes: { weight: 2 } },
  proportionalTo: "weight",
  build(context, inputs, { units, bias, initializer }) {
    const x = onlyInput("separateDense", inputs);
    if (x.shape.length !== 3)
      throw shapeError("separateDense", "one input [batch, places, features]", inputs);
    return separateMaps(context, x, {
      units: units === "outputs" ? context.outputs : units,
      bias,
      initializer,
    });
  },
};
