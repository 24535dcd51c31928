import * as z from "zod/mini";
import { sigmoid as logistic } from "../../graph/operations/index.ts";
import type { LayerDefinition } from "../layer.ts";
import { onlyInput } from "./inputs.ts";

const options = z.strictObject({});

/** The logistic function, elementwise: y = 1 / (1 + exp(−x)); its range is (0, 1). */
export const sigmoid: LayerDefinition<typeof options> = {
  kind: "sigmoid",
  title: "Sigmoid",
  help: "Squeezes every value into (0, 1).",
  options,
  traits: { activation: { saturates: { low: 0, high: 1, steepest: 0.25 } } },
  build: (_context, inputs) => logistic(onlyInput("sigmoid", inputs)),
};
