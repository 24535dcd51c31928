import { copyStudyVerb } from "../../actions/copy-study/verb.ts";
import { commandOf } from "../command.ts";
import { formatStudies } from "../study-text.ts";

/** `trainwell study copy STUDY --name NAME`: the same study once more. */
export const copyStudyCommand = commandOf(copyStudyVerb, {
  words: "study copy",
  render: ({ study }) => ({ text: formatStudies([study], Date.now()) }),
});
