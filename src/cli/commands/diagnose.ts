import type { DiagnoseResult } from "../../actions/diagnose/contract.ts";
import { diagnoseVerb } from "../../actions/diagnose/verb.ts";
import { TrainwellError } from "../../base/errors.ts";
import { commandOf } from "../command.ts";
import { formatFindings } from "../findings-text.ts";
import type { Output, Page } from "../output.ts";
import { paragraph } from "../paragraph.ts";
import { formatNaive, formatNotes, formatScores, formatUnjudged } from "../text.ts";

/** `trainwell diagnose [DATA]`: what is wrong with a run, or with a baseline trained for the purpose. */
export const diagnoseCommand = commandOf(diagnoseVerb, {
  check: ({ data, run }) => {
    if (data === null && run === null) throw nothingToDiagnose();
  },
  render: (result, colors, page) => ({ text: describe(result, colors, page) }),
});

function nothingToDiagnose(): TrainwellError {
  return new TrainwellError({
    kind: "usage",
    code: "nothing-to-diagnose",
    message: "Expected a data file or --run RUN, received neither.",
    hint: "For example: trainwell diagnose data.csv --target y",
  });
}

function describe(result: DiagnoseResult, colors: Output["colors"], page: Page): string {
  return [
    colors.bold(paragraph(result.headline, "", page.width)),
    "",
    formatFindings(result.findings, { colors, page }),
    ...formatUnjudged(result.unjudged).map((line) => paragraph(line, "", page.width)),
    "",
    ...formatNaive(result.naive),
    ...formatNotes(result.notes, page),
    paragraph(`Dev ${formatScores(result.dev)}`, "", page.width),
    `Run ${result.run}`,
  ].join("\n");
}
