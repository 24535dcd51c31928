import { dataOption, dataOptions } from "../shared/options/data-options.ts";
import type { Verb } from "../verb.ts";
import type { InspectOptions, InspectResult } from "./contract.ts";

/** `inspect`: what is in a table, before anything is trained on it. */
export const inspectVerb: Verb<InspectOptions, InspectResult, "data"> = {
  name: "inspect",
  summary: "say what is in a table: types, gaps, target, split, warnings",
  options: { data: dataOption, ...dataOptions },
  load: async () => (await import("./inspect.ts")).inspect,
};
