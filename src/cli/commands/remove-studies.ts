import type { RemoveStudiesResult } from "../../actions/remove-studies/contract.ts";
import { removeStudiesVerb } from "../../actions/remove-studies/verb.ts";
import { commandOf } from "../command.ts";
import { formatStudies } from "../study-text.ts";

/** `trainwell study rm STUDY...`: removes studies, or lists what would go. */
export const removeStudiesCommand = commandOf(removeStudiesVerb, {
  words: "study rm",
  render: (result) => ({ text: describe(result) }),
});

function describe({ removed, studies }: RemoveStudiesResult): string {
  const total = studies.length === 1 ? "1 study" : `${studies.length} studies`;
  return [
    formatStudies(studies, Date.now()),
    "",
    removed
      ? `Removed ${total}; the runs stay.`
      : `Would remove ${total}. Nothing is removed yet: add --yes to do so.`,
  ].join("\n");
}
