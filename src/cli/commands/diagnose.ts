import type { DiagnoseResult } from "../../actions/diagnose/contract.ts";
import { diagnoseVerb } from "../../actions/diagnose/verb.ts";
import { TrainwellError } from "../../base/errors.ts";
import { commandOf } from "../command.ts";
import type { Output } from "../output.ts";
import { formatFindings, formatNaive, formatNotes, formatScores, formatUnjudged } from "../text.ts";

/** `trainwell diagnose [DATA]`: what is wrong with a run, or with a baseline trained for the purpose. */
export const diagnoseCommand = commandOf(diagnoseVerb, {
  check: ({ data, run }) => {
    if (data === null && run === null) throw nothingToDiagnose();
  },
  render: (result, colors) => ({ text: describe(result, colors) }),
});

function nothingToDiagnose(): TrainwellError {
  return new TrainwellError({
    kind: "usage",
    code: "nothing-to-diagnose",
    message: "Expected a data file or --run RUN, received neither.",
    hint: "For example: trainwell diagnose data.csv --target y",
  });
}

function describe(result: DiagnoseResult, colors: Output["colors"]): string {
  return [
    `Run ${result.run}`,
    `Dev    ${formatScores(result.dev)}`,
    ...formatNaive(result.naive),
    ...formatNotes(result.notes),
    "",
    formatFindings(result.findings, colors),
    ...formatUnjudged(result.unjudged),
  ].join("\n");
}
