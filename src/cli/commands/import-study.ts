import { importStudyVerb } from "../../actions/import-study/verb.ts";
import { commandOf } from "../command.ts";
import { formatStudies } from "../study-text.ts";

/** `trainwell study import FILE`: a study from a file. */
export const importStudyCommand = commandOf(importStudyVerb, {
  words: "study import",
  render: ({ studies, trials }) => ({
    text: `${formatStudies(studies, Date.now())}\n\nRead ${trials} trials.`,
  }),
});
