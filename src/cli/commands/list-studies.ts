import type { ListStudiesResult } from "../../actions/list-studies/contract.ts";
import { listStudiesVerb } from "../../actions/list-studies/verb.ts";
import { commandOf } from "../command.ts";
import { formatStudies } from "../study-text.ts";

/** `trainwell study list`: the stored studies. */
export const listStudiesCommand = commandOf(listStudiesVerb, {
  words: "study list",
  render: (result) => ({ text: describe(result) }),
});

function describe({ store, studies }: ListStudiesResult): string {
  return studies.length === 0 ? `No studies in ${store}.` : formatStudies(studies, Date.now());
}
