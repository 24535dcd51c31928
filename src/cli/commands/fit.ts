import type { FitResult } from "../../actions/fit/contract.ts";
import { fitVerb } from "../../actions/fit/verb.ts";
import { commandOf } from "../command.ts";
import { formatFindings } from "../findings-text.ts";
import type { Output, Page } from "../output.ts";
import { paragraph } from "../paragraph.ts";
import {
  formatDetails,
  formatFiles,
  formatNaive,
  formatNotes,
  formatScores,
  formatSplits,
  formatTest,
} from "../text.ts";

/** `trainwell fit DATA`: one training of one recipe. */
export const fitCommand = commandOf(fitVerb, {
  render: (result, colors, page) => ({ text: describeFit(result, { colors, page }) }),
});

/** The result of one training as text. */
export function describeFit(
  result: FitResult,
  { colors, page }: { colors: Output["colors"]; page: Page },
): string {
  return [
    colors.bold(paragraph(result.headline, "", page.width)),
    "",
    formatFindings(result.findings, { colors, page }),
    "",
    `Train  ${formatScores(result.train)}`,
    ...(result.trainDev ? [`Apart  ${formatScores(result.trainDev)} (train-dev)`] : []),
    `Dev    ${formatScores(result.dev)}`,
    ...formatDetails(result.dev),
    ...formatTest(result.test),
    ...formatNaive(result.naive),
    ...formatNotes(result.notes, page),
    `Run ${result.run}: ${result.epochs} epoch${result.epochs === 1 ? "" : "s"} on ` +
      `${formatSplits(result.splits)} rows`,
    "",
    ...formatFiles(result.files),
  ].join("\n");
}
