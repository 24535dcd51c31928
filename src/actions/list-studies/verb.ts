import { storeOptions } from "../shared/options/training-options.ts";
import type { Verb } from "../verb.ts";
import type { ListStudiesOptions, ListStudiesResult } from "./contract.ts";

/** `study list`: the stored studies. */
export const listStudiesVerb: Verb<ListStudiesOptions, ListStudiesResult> = {
  name: "listStudies",
  summary: "list the stored studies, the newest first, with their trials and their best values",
  options: { store: storeOptions.store },
  load: async () => (await import("./list-studies.ts")).listStudies,
};
