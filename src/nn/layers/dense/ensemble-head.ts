import * as z from "zod/mini";
import { option } from "../../../base/option.ts";
import { shapeError } from "../../../graph/operation.ts";
import { mean } from "../../../graph/operations/index.ts";
import { initializerSchema } from "../../initializers/specification.ts";
import type { LayerDefinition } from "../../layer.ts";
import { onlyInput } from "../common/inputs.ts";
import { separateMaps } from "./separate-maps.ts";

const options = z.strictObject({
  units: option(z.union([z.literal("outputs"), z.int().check(z.positive())]), {
    help: 'The number of outputs, or "outputs" for as many as the target asks for.',
    unit: "units",
    scale: "log",
    range: [1, 64],
  }),
  bias: option(z._default(z.boolean(), true), {
    help: "Whether each member has a bias of its own.",
  }),
  initializer: option(z._default(initializerSchema, "glorotUniform"), {
    help: "How the weights are drawn, each member's by itself.",
  }),
});

/**
 * The last layer of several networks in one: member k gives y[n, k] = x[n, k]·W_k + b_k, with x [batch,
 * members, inputs], W [members, inputs, units] and b [members, units]. In training the output is [batch,
 * members, units], and the loss of an example the mean of its members' losses, so that each learns by itself;
 * in evaluation it is their mean, [batch, units]: of scores, the geometric mean of the members'
 * probabilities, where the paper takes the arithmetic one. Biases begin at zero and are not decayed.
 *
 * Options, with their limits and defaults: `units` ("outputs" or whole number, > 0; required), `bias` (true
 * or false; true), `initializer` (initializer; "glorotUniform").
 */
export const ensembleHead: LayerDefinition<typeof options> = {
  kind: "ensembleHead",
  title: "Ensemble head",
  help: "An output for each of several networks in one, trained each by itself and averaged to predict.",
  paper:
    "Gorishniy, Kotelnikov & Babenko, TabM: Advancing Tabular Deep Learning with Parameter-Efficient " +
    "Ensembling, 2024",
  explanation: {
    equation:
      "y[n, k] = x[n, k]·W_k + b_k, with x [batch, members, inputs], W [members, inputs, units]; the loss " +
      "is the mean over members k, and the prediction the mean of y over k",
    use: "As the last layer behind batchEnsembleDense.",
    pitfalls:
      "It must be the last layer. Averaging inside of the loss would let members lean on each other: the " +
      "mean of the losses is what keeps the ensemble from overfitting as one.",
  },
  options,
  traits: { weighted: "other", unitAxes: { weight: 2 }, averagesMembers: true, givesSequence: false },
  proportionalTo: "weight",
  build(context, inputs, { units, bias, initializer }) {
    const x = onlyInput("ensembleHead", inputs);
    if (x.shape.length !== 3) {
      const hint = "Put layers of several members before it, such as batchEnsembleDense.";
      throw shapeError("ensembleHead", "one input [batch, members, features]", inputs, hint);
    }
    const count = units === "outputs" ? context.outputs : units;
    const outputs = separateMaps(context, x, { units: count, bias, initializer });
    return context.training ? outputs : mean(outputs, { axes: [1] });
  },
};
