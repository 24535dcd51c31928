import * as z from "zod/mini";
import type { StopperDefinition } from "./stopper.ts";
import { goOn } from "./verdicts.ts";

const options = z.strictObject({});

/** Lets every trial run to its end, unless it diverges. */
export const none: StopperDefinition<typeof options> = {
  kind: "none",
  title: "No early stopping",
  help: "Lets every trial run to its end, unless it diverges.",
  options,
  pauses: () => false,
  decide: () => goOn("Every trial runs to its end."),
};
