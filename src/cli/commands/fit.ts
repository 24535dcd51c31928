import type { FitResult } from "../../actions/fit/contract.ts";
import { fitVerb } from "../../actions/fit/verb.ts";
import { commandOf } from "../command.ts";
import type { Output } from "../output.ts";
import {
  formatDetails,
  formatFiles,
  formatFindings,
  formatNaive,
  formatNotes,
  formatScores,
  formatSplits,
  formatTest,
} from "../text.ts";

/** `trainwell fit DATA`: one training of one recipe. */
export const fitCommand = commandOf(fitVerb, {
  render: (result, colors) => ({ text: describe(result, colors) }),
});

function describe(result: FitResult, colors: Output["colors"]): string {
  return [
    `Run ${result.run}: ${result.epochs} epoch${result.epochs === 1 ? "" : "s"} on ` +
      `${formatSplits(result.splits)} rows`,
    `Train  ${formatScores(result.train)}`,
    ...(result.trainDev ? [`Apart  ${formatScores(result.trainDev)} (train-dev)`] : []),
    `Dev    ${formatScores(result.dev)}`,
    ...formatDetails(result.dev),
    ...formatTest(result.test),
    ...formatNaive(result.naive),
    ...formatNotes(result.notes),
    "",
    formatFindings(result.findings, colors),
    "",
    ...formatFiles(result.files),
  ].join("\n");
}
