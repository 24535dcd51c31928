import * as z from "zod/mini";
import { option } from "../../../base/option.ts";
import { shapeError } from "../../../graph/operation.ts";
import { add, constant } from "../../../graph/operations/index.ts";
import { initializerSchema } from "../../initializers/specification.ts";
import type { LayerDefinition } from "../../layer.ts";
import { checkConstant } from "../../network-limits.ts";
import { onlyInput } from "../common/inputs.ts";

const options = z.strictObject({
  method: option(z._default(z.enum(["sinusoidal", "learned"]), "sinusoidal"), {
    help: '"sinusoidal" for fixed waves, "learned" for a learned vector for each time.',
    scale: "choices",
    tune: true,
  }),
  base: option(z._default(z.number().check(z.gt(1)), 10000), {
    help: 'The longest wavelength over 2π, of "sinusoidal".',
    unit: "times",
    scale: "log",
    range: [100, 100000],
  }),
  initializer: option(z._default(initializerSchema, { kind: "normal", standardDeviation: 0.02 }), {
    help: 'How the vectors of "learned" are drawn.',
  }),
});

/**
 * Adds to each time of a sequence x [batch, time, features] a vector that tells where it is: y_t = x_t + p_t.
 * "sinusoidal" is p_t[2i] = sin(t / base^(2i/features)) and p_t[2i + 1] = cos(t / base^(2i/features)), with t
 * from 0; "learned" is the parameter `table` [time, features].
 *
 * Options, with their limits and defaults: `method` ("sinusoidal" or "learned"; "sinusoidal"), `base`
 * (number, > 1; 10000), `initializer` (initializer; {"kind":"normal","standardDeviation":0.02}).
 */
export const positionalEncoding: LayerDefinition<typeof options> = {
  kind: "positionalEncoding",
  title: "Positional encoding",
  help: "Adds to each time of a sequence a vector that tells where it is.",
  paper: "Vaswani et al., Attention Is All You Need, 2017",
  explanation: {
    equation:
      "y_t = x_t + p_t, with p_t[2i] = sin(t / base^(2i / features)) and p_t[2i + 1] = cos(t / " +
      "base^(2i / features)), or p learned",
    use: "Before the first self-attention, which else does not know the order of its inputs.",
    pitfalls:
      "Waves have size 1 and drown small inputs, such as embeddings that begin at 0.05. Learned " +
      "vectors need more data, and know no time beyond those trained on.",
  },
  options,
  traits: { keepsWidth: true, givesSequence: true, tables: ["table"] },
  build(context, inputs, { method, base, initializer }) {
    const x = onlyInput("positionalEncoding", inputs);
    if (x.shape.length !== 3)
      throw shapeError("positionalEncoding", "one input [batch, time, features]", inputs);
    const shape = x.shape.slice(1);
    if (method === "learned") return add(x, context.parameter("table", { shape, initializer, decay: true }));
    checkConstant("positionalEncoding", shape);
    return add(x, constant(x.dtype, shape, waves(shape[0], shape[1], base)));
  },
};

/** Sines at even places and cosines at odd ones, of ever longer wavelengths; [time, features]. */
function waves(time: number, features: number, base: number): Float64Array {
  return Float64Array.from({ length: time * features }, (_, index) => {
    const [t, feature] = [Math.floor(index / features), index % features];
    const angle = t / base ** ((2 * Math.floor(feature / 2)) / features);
    return feature % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
  });
}
