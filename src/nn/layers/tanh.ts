import * as z from "zod/mini";
import { tanh as hyperbolicTangent } from "../../graph/operations/index.ts";
import type { LayerDefinition } from "../layer.ts";
import { onlyInput } from "./inputs.ts";

const options = z.strictObject({});

/** The hyperbolic tangent, elementwise; its range is (−1, 1). */
export const tanh: LayerDefinition<typeof options> = {
  kind: "tanh",
  title: "Tanh",
  help: "Squeezes every value into (−1, 1).",
  options,
  traits: { activation: { saturates: { low: -1, high: 1, steepest: 1 } } },
  build: (_context, inputs) => hyperbolicTangent(onlyInput("tanh", inputs)),
};
