import * as z from "zod/mini";
import { shapeError } from "../../graph/operation.ts";
import { gather, reshape } from "../../graph/operations/index.ts";
import { isFloat } from "../../graph/tensor.ts";
import { initializerSchema } from "../initializers/specification.ts";
import type { LayerDefinition } from "../layer.ts";

const options = z.strictObject({
  /** The length of each code's vector. */
  units: z.int().check(z.positive()),
  initializer: z._default(initializerSchema, { kind: "normal", standardDeviation: 0.05 }),
});

/**
 * A learned vector for each category: y[i] = table[code[i]], with codes int32 [batch] from a block of categories and
 * the table [cardinality, units].
 */
export const embedding: LayerDefinition<typeof options> = {
  kind: "embedding",
  title: "Embedding",
  help: "Learns a vector of numbers for each category of a column.",
  paper: "Guo & Berkhahn, Entity Embeddings of Categorical Variables, 2016",
  options,
  build(context, inputs, { units, initializer }) {
    const [codes] = inputs;
    const cardinality = context.cardinality(context.inputNames[0]);
    if (inputs.length !== 1 || cardinality === undefined || isFloat(codes.dtype)) {
      throw shapeError(
        "embedding",
        "one block of category codes",
        inputs,
        'Set "inputs" to one "category:COLUMN".',
      );
    }
    const table = context.parameter("table", { shape: [cardinality, units], initializer, decay: true });
    return gather(table, codes.shape.length === 1 ? codes : reshape(codes, [codes.shape[0]]));
  },
};
