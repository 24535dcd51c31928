import * as z from "zod/mini";
import { multiply as times } from "../../graph/operations/index.ts";
import type { LayerDefinition } from "../layer.ts";
import { equalInputs } from "./inputs.ts";

const options = z.strictObject({});

/** The elementwise product of two or more inputs of one shape, as in a gate. */
export const multiply: LayerDefinition<typeof options> = {
  kind: "multiply",
  title: "Multiply",
  help: "Multiplies its inputs element by element, as in a gate.",
  options,
  traits: { equalInputs: true, keepsWidth: true },
  build: (_context, inputs) =>
    equalInputs("multiply", inputs).reduce((product, input) => times(product, input)),
};
