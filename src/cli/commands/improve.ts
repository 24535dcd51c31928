import type { ImproveResult } from "../../actions/improve/contract.ts";
import { improveVerb } from "../../actions/improve/verb.ts";
import { scoreText } from "../../base/score-text.ts";
import { commandOf } from "../command.ts";
import { formatTreatedFindings, type Looks } from "../findings-text.ts";
import { paragraph } from "../paragraph.ts";
import { formatBlend, formatSteps } from "../steps-text.ts";
import {
  formatDetails,
  formatFiles,
  formatNaive,
  formatNotes,
  formatScores,
  formatSplits,
  formatTest,
} from "../text.ts";

/** `trainwell improve DATA`: the main job, from a table to a proven network. */
export const improveCommand = commandOf(improveVerb, {
  render: (result, colors, page) => ({ text: describe(result, { colors, page }) }),
});

function describe(result: ImproveResult, looks: Looks): string {
  const { colors, page } = looks;
  return [
    colors.bold(paragraph(result.headline, "", page.width)),
    paragraph(contextOf(result), "", page.width),
    ...(page.verbose ? scoresOf(result) : repeated(result)),
    ...formatNaive(result.naive),
    ...formatNotes(result.notes, page),
    "",
    colors.bold("Findings"),
    formatTreatedFindings(result.findings, looks),
    "",
    ...formatSteps(result, looks),
    ...formatBlend(result, looks),
    "",
    ...formatFiles(result.files),
  ].join("\n");
}

/** The dev scores around the headline, the simple model's, and the rows that all of it is of. */
function contextOf(result: ImproveResult): string {
  const { baseline, dev, gain, simpleModel, run } = result;
  const text = (score = Number.NaN) => scoreText(score, gain.unit);
  const [before, after] = [baseline.dev.metrics[gain.metric], dev.metrics[gain.metric]];
  const change = before === after ? text(after) : `${text(before)} → ${text(after)}`;
  const simple = simpleModel === null ? "" : `, ${simpleModel.name} ${text(simpleModel.score)}`;
  return `Dev ${gain.title} ${change}${simple}; ${rowsOf(result)}; run ${run}.`;
}

/** Where every row beside the test rows was a dev row of some member, the split says less than that. */
function rowsOf({ dev, splits }: ImproveResult): string {
  if (dev.rows <= splits.dev) return `${formatSplits(splits)} rows`;
  return `cross-validated on ${splits.train + splits.dev} train and dev rows; ${splits.test} test rows`;
}

/** A test set that was scored before says less. */
function repeated({ test }: ImproveResult): string[] {
  const times = test?.previousScorings ?? 0;
  if (times === 0) return [];
  const often = `${times} time${times === 1 ? "" : "s"}`;
  return [`The test set was scored ${often} before: no longer an unbiased estimate.`];
}

function scoresOf(result: ImproveResult): string[] {
  return [
    `Baseline dev  ${formatScores(result.baseline.dev)}`,
    `Final dev     ${formatScores(result.dev)}`,
    ...formatDetails(result.dev),
    ...formatTest(result.test),
  ];
}
