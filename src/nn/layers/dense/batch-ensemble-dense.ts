import * as z from "zod/mini";
import { option } from "../../../base/option.ts";
import { shapeError } from "../../../graph/operation.ts";
import { add, broadcastTo, matMul, multiply, reshape } from "../../../graph/operations/index.ts";
import type { Tensor } from "../../../graph/tensor.ts";
import { initializerSchema } from "../../initializers/specification.ts";
import type { LayerDefinition } from "../../layer.ts";
import { onlyInput } from "../common/inputs.ts";

const options = z.strictObject({
  units: option(z.int().check(z.positive()), {
    help: "The number of units of each member.",
    unit: "units",
    scale: "log",
    range: [16, 1024],
    tune: true,
  }),
  members: option(z._default(z.int().check(z.positive()), 16), {
    help: "The number of networks that share the weights.",
    unit: "networks",
    scale: "log",
    range: [4, 32],
  }),
  bias: option(z._default(z.boolean(), true), {
    help: "Whether each member has a bias of its own.",
  }),
  initializer: option(z._default(initializerSchema, "glorotUniform"), {
    help: "How the shared weights are drawn; heNormal suits a rectifier behind them.",
  }),
  scales: option(z._default(initializerSchema, "ones"), {
    help:
      "How each member's factors of the inputs are drawn: randomSigns in the first such layer, so that " +
      "members differ, and ones behind it.",
  }),
});

/**
 * A fully connected layer of several networks that share its weights: member k computes
 * y[n, k] = ((x[n, k] ∘ r_k)·W) ∘ s_k + b_k, with x [batch, members, inputs], or [batch, inputs] for all
 * members alike, W [inputs, units], r [members, inputs], s [members, units] and b [members, units]. The
 * factors s begin at one and biases at zero; neither they nor r are decayed.
 *
 * Options, with their limits and defaults: `units` (whole number, > 0; required), `members` (whole number,
 * > 0; 16), `bias` (true or false; true), `initializer` (initializer; "glorotUniform"), `scales`
 * (initializer; "ones").
 */
export const batchEnsembleDense: LayerDefinition<typeof options> = {
  kind: "batchEnsembleDense",
  title: "BatchEnsemble dense",
  help: "A dense layer of several networks in one, which share its weights and differ by factors.",
  paper:
    "Wen, Tran & Ba, BatchEnsemble, 2020; Gorishniy, Kotelnikov & Babenko, TabM: Advancing Tabular Deep " +
    "Learning with Parameter-Efficient Ensembling, 2024",
  explanation: {
    equation:
      "y[n, k] = ((x[n, k]∘r_k)·W)∘s_k + b_k, with x [batch, members, inputs] or [batch, inputs], " +
      "W [inputs, units], r [members, inputs], s and b [members, units]",
    use:
      "For tables: the layers of TabM, where 16 to 32 networks train as one and an ensembleHead averages " +
      "what they predict.",
    pitfalls:
      "Without random factors in the first such layer members begin with the same features. A step does " +
      "as many times the work of a dense layer as there are members.",
  },
  options,
  traits: { weighted: "linear", unitAxes: { outputScale: 1 }, givesSequence: true },
  proportionalTo: "weight",
  build(context, inputs, { units, members, bias, initializer, scales }) {
    const x = membersOf(onlyInput("batchEnsembleDense", inputs), members);
    if (x === undefined) {
      const expected = `one input [batch, features] or [batch, ${members}, features]`;
      throw shapeError("batchEnsembleDense", expected, inputs, "Give all such layers the same members.");
    }
    const width = x.shape[2];
    const ofMembers = (name: string, size: number, drawn: typeof scales) =>
      context.parameter(name, { shape: [members, size], initializer: drawn, decay: false });
    const weight = context.parameter("weight", { shape: [width, units], initializer, decay: true });
    const product = matMul(multiply(x, ofMembers("inputScale", width, scales)), weight);
    const scaled = multiply(product, ofMembers("outputScale", units, "ones"));
    return bias ? add(scaled, ofMembers("bias", units, "zeros")) : scaled;
  },
};

/** The input of each member, [batch, members, features]; undefined where it does not fit. */
function membersOf(x: Tensor, members: number): Tensor | undefined {
  const { shape } = x;
  if (shape.length === 2)
    return broadcastTo(reshape(x, [shape[0], 1, shape[1]]), [shape[0], members, shape[1]]);
  return shape.length === 3 && shape[1] === members ? x : undefined;
}
