import * as z from "zod/mini";
import { option } from "../../../base/option.ts";
import { shapeError } from "../../../graph/operation.ts";
import { cast, gather, reshape } from "../../../graph/operations/index.ts";
import { isFloat, type Tensor } from "../../../graph/tensor.ts";
import { initializerSchema } from "../../initializers/specification.ts";
import type { LayerDefinition } from "../../layer.ts";

const options = z.strictObject({
  units: option(z.int().check(z.positive()), {
    help: "The length of each code's vector.",
    unit: "units",
    scale: "log",
    range: [2, 256],
    tune: true,
  }),
  cardinality: option(z.optional(z.int().check(z.positive())), {
    help:
      "The number of different codes, where the data block does not tell: codes are 0 to " +
      "cardinality − 1.",
    unit: "codes",
  }),
  initializer: option(z._default(initializerSchema, { kind: "normal", standardDeviation: 0.05 }), {
    help: "How the vectors are drawn.",
  }),
});

/**
 * A learned vector for each code: y[..., :] = table[codes[...], :], with codes [batch] from a block of
 * categories, or [batch, time] from sequences of codes, and the table [cardinality, units]. A block of
 * categories tells its cardinality; for other blocks the option does, and numbers are taken as codes as they
 * are, of bytes or floats, with `data.normalize` "none".
 *
 * Options, with their limits and defaults: `units` (whole number, > 0; required), `cardinality` (whole
 * number, > 0), `initializer` (initializer; {"kind":"normal","standardDeviation":0.05}).
 */
export const embedding: LayerDefinition<typeof options> = {
  kind: "embedding",
  title: "Embedding",
  help: "Learns a vector of numbers for each category of a column, or for each code of a sequence.",
  paper: "Guo & Berkhahn, Entity Embeddings of Categorical Variables, 2016",
  explanation: {
    equation: "y[n, ..., :] = table[codes[n, ...], :]",
    use: "For categories of many values, and for sequences of codes such as texts.",
    pitfalls:
      "The vectors of rare codes hardly learn and overfit: take few units and weight decay. A code " +
      "that no training row has keeps the vector that it was drawn with.",
  },
  options,
  traits: {
    embeds: true,
    tables: ["table"],
    // Codes of a sequence have no category column to tell how many there are.
    givesSequence: ({ cardinality }) => cardinality !== undefined,
  },
  build(context, inputs, { units, cardinality, initializer }) {
    const [codes] = inputs;
    const told = context.cardinality(context.inputNames[0]);
    const count = told ?? cardinality;
    if (inputs.length !== 1 || count === undefined || (told !== undefined && isFloat(codes.dtype))) {
      throw shapeError(
        "embedding",
        "one block of category codes",
        inputs,
        'Set "inputs" to one "category:COLUMN", or tell the number of codes with "cardinality".',
      );
    }
    if (told !== undefined && cardinality !== undefined && told !== cardinality) {
      throw shapeError(
        "embedding",
        `a cardinality of ${told}, as the block has, instead of ${cardinality}`,
        inputs,
        'Leave "cardinality" out.',
      );
    }
    const table = context.parameter("table", { shape: [count, units], initializer, decay: true });
    return gather(table, told === undefined ? asCodes(codes) : withoutAxis(codes));
  },
};

function asCodes(x: Tensor): Tensor {
  return x.dtype === "int32" || x.dtype === "int64" ? x : cast(x, "int32");
}

/** Codes [batch, 1] as [batch]. */
function withoutAxis(codes: Tensor): Tensor {
  return codes.shape.length === 2 && codes.shape[1] === 1 ? reshape(codes, [codes.shape[0]]) : codes;
}
