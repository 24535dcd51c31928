import type { ImproveResult } from "../../actions/improve/contract.ts";
import { improveVerb } from "../../actions/improve/verb.ts";
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
  formatSteps,
  formatTest,
} from "../text.ts";

/** `trainwell improve DATA`: the main job, from a table to a proven network. */
export const improveCommand = commandOf(improveVerb, {
  render: (result, colors) => ({ text: describe(result, colors) }),
});

function describe(result: ImproveResult, colors: Output["colors"]): string {
  return [
    `Run ${result.run} on ${formatSplits(result.splits)} rows`,
    `Baseline dev  ${formatScores(result.baseline.dev)}`,
    `Final dev     ${formatScores(result.dev)}`,
    ...formatDetails(result.dev),
    ...formatTest(result.test),
    ...formatNaive(result.naive),
    ...formatNotes(result.notes),
    "",
    colors.bold(`Treatments, judged by the ${judgedBy(result.judgedBy)}`),
    formatSteps(result.steps, colors),
    `Stopped because ${result.stopped.text}.`,
    "",
    colors.bold("Findings"),
    formatFindings(result.findings, colors),
    "",
    ...formatFiles(result.files),
  ].join("\n");
}

function judgedBy({ loss, metric, isMetricAlone }: ImproveResult["judgedBy"]): string {
  return isMetricAlone ? loss : `${loss} and the ${metric}`;
}
