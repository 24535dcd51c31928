import type { TrialSummary, TuneResult } from "../../actions/tune/contract.ts";
import { tuneVerb } from "../../actions/tune/verb.ts";
import { scoreText, threeDigits } from "../../base/score-text.ts";
import { commandOf } from "../command.ts";
import type { Looks } from "../findings-text.ts";
import { paragraph } from "../paragraph.ts";
import { printable } from "../printable.ts";
import { formatTrials, lastParts } from "../study-text.ts";
import { formatFiles, formatNotes, formatSplits, formatTable } from "../text.ts";

/** `trainwell tune DATA`: a search over recipes. */
export const tuneCommand = commandOf(tuneVerb, {
  render: (result, colors, page) => ({
    text: result.study.id === "" ? result.headline : describeTune(result, { colors, page }),
  }),
});

/** So many of the best trials are listed; all of them when verbose. */
const LISTED = 5;

/** The result of a search as text. */
export function describeTune(result: TuneResult, looks: Looks): string {
  const { colors, page } = looks;
  return [
    colors.bold(paragraph(printable(result.headline), "", page.width)),
    paragraph(contextOf(result), "", page.width),
    ...formatNotes(result.notes, page),
    "",
    ...proofOf(result, looks),
    colors.bold(page.verbose ? "Trials" : "Best trials"),
    trialTable(result, page.verbose ? result.trials : bestOf(result)),
    ...statusLine(result),
    ...lineageOf(result, looks),
    ...result.warnings.map((warning) => paragraph(printable(warning), "  ", page.width)),
    ...(Object.keys(result.files).length === 0 ? [] : ["", ...formatFiles(result.files)]),
  ].join("\n");
}

function contextOf({ study, sampler, stopper, splits, stopped, durationMs }: TuneResult): string {
  const ending = stopper.kind === "none" ? "" : `, stopper ${stopper.kind}`;
  const name = study.name === study.id ? study.id : `${study.name} (${study.id})`;
  const why = sampler.why === undefined ? "" : ` (${sampler.why})`;
  const rows = splits === null ? "" : `${formatSplits(splits)} rows; `;
  return (
    `Study ${printable(name)}; sampler ${sampler.kind}${why}${ending}; ${rows}` +
    `${Math.round(durationMs / 1000)} s, ${stopped.text}.`
  );
}

function proofOf(
  { winner, baseline, difference, objectives, gain }: TuneResult,
  { colors, page }: Looks,
): string[] {
  if (winner === null || baseline === null || difference === null) return [];
  const unit = gain?.unit ?? "number";
  const metric = gain?.metric ?? Object.keys(winner.dev.metrics)[0];
  const score = (of: typeof winner | typeof baseline) =>
    scoreText(of.dev.metrics[metric] ?? Number.NaN, unit);
  const [{ title }] = objectives;
  const text =
    `Dev ${gain?.title ?? metric} ${score(baseline)} (default) and ${score(winner)} (winner); ` +
    `${title} ${signedDigits(-difference.effect)}, 95% interval ${signedDigits(-difference.high)} to ` +
    `${signedDigits(-difference.low)}. ${difference.reason} The search's own value was ` +
    `${difference.optimism >= 0 ? "optimistic" : "pessimistic"} by ` +
    `${threeDigits(Math.abs(difference.optimism))}.`;
  return [colors.bold("On fresh seeds"), paragraph(printable(text), "  ", page.width), ""];
}

function signedDigits(value: number): string {
  return value > 0 ? `+${threeDigits(value)}` : threeDigits(value);
}

function bestOf({ trials, objectives: [{ direction }] }: TuneResult): TrialSummary[] {
  const sign = direction === "maximize" ? -1 : 1;
  return trials
    .filter(({ status }) => status === "complete")
    .sort((a, b) => sign * (a.values[0] - b.values[0]))
    .slice(0, LISTED);
}

function trialTable({ objectives, space }: TuneResult, trials: readonly TrialSummary[]): string {
  return formatTrials(trials, {
    titles: objectives.map(({ title }) => title),
    parameters: space.map(({ parameter }) => parameter),
  });
}

/** The parts of the best trial's training, where its values changed on the way. */
function lineageOf({ lineage, space }: TuneResult, { colors }: Looks): string[] {
  if (lineage === null) return [];
  const names = space.map(({ parameter }) => parameter);
  const rows = lineage.map(({ trials, fromEpoch, toEpoch, changes, run }) => [
    `${fromEpoch + 1} to ${toEpoch}`,
    trials.join(", "),
    ...names.map((name) => String(changes[name] ?? "")),
    run,
  ]);
  const table = formatTable(["epochs", "trials", ...names.map(lastParts), "run"].map(printable), rows);
  return ["", colors.bold("The best trial's training, part by part"), table];
}

function statusLine({ trials }: TuneResult): string[] {
  const counts = new Map<string, number>();
  for (const { status } of trials) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [
    `  ${trials.length} trials: ${[...counts].map(([status, count]) => `${count} ${status}`).join(", ")}.`,
  ];
}
