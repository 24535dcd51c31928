import { exportStudyVerb } from "../../actions/export-study/verb.ts";
import { commandOf } from "../command.ts";
import { printable } from "../printable.ts";

/** `trainwell study export STUDY --out FILE`: a study as a file. */
export const exportStudyCommand = commandOf(exportStudyVerb, {
  words: "study export",
  render: ({ study, file, trials }) => ({
    text: printable(`Wrote study ${study.name} with ${trials} trials to ${file}.`),
  }),
});
