import type { FitResult } from "../actions/fit/contract.ts";
import { largestOf } from "../base/lists.ts";
import { alignColumns } from "../base/text-table.ts";
import { EVIDENCE_PARTS } from "../clinic/evidence-parts.ts";
import type { UnjudgedFinding } from "../clinic/finding.ts";
import type { SplitSummary } from "../data/split/split-summary.ts";
import type { ScoreMetrics, Scores } from "../lab/scores/score-metrics.ts";
import type { Page } from "./output.ts";
import { paragraph } from "./paragraph.ts";
import { printable } from "./printable.ts";

/**
 * A number with four significant digits, without trailing zeros, and in full when it is an integer; from
 * 10,000 on with its thousands apart, so that years stay as they are.
 */
export function formatNumber(value: number): string {
  const shown = Number.isInteger(value) ? value : Number(value.toPrecision(4));
  const size = Math.abs(shown);
  return size >= 1e4 && size < 1e15 ? shown.toLocaleString("en-US") : String(shown);
}

/** Rows of cells as aligned columns with two spaces between; numbers are aligned to the right. */
export function formatTable(header: readonly string[], cells: readonly (readonly string[])[]): string {
  return alignColumns(
    header,
    cells.map((row) => row.map(printable)),
  );
}

/** "accuracy 0.9806, logLoss 0.07". */
export function formatScores(part: Scores): string {
  return formatMetrics(part.metrics);
}

/** The scores of each of several labels or values, and of each quantile, one a line below those of all. */
export function formatDetails(part: Scores): string[] {
  const values = (part.perValue ?? []).map(
    ({ column, metrics }) => `       ${printable(column)}: ${formatMetrics(metrics)}`,
  );
  // Of classes the confusion matrix says more.
  const labels = (part.confusion ? [] : (part.perClass ?? [])).map(
    ({ label, ...metrics }) => `       ${printable(label)}: ${formatMetrics(metrics)}`,
  );
  const quantiles = (part.perQuantile ?? []).map(
    ({ quantile, below, pinball }) =>
      `       quantile ${quantile}: ${formatNumber(below)} of the rows below it, pinball ` +
      `${formatNumber(pinball)}`,
  );
  return [...atMost(labels), ...atMost(values), ...quantiles];
}

/** So many entries of a list are shown in a terminal. */
const MOST_SHOWN = 20;

/** The first lines, and how many there are beyond. */
function atMost(lines: readonly string[]): readonly string[] {
  if (lines.length <= MOST_SHOWN) return lines;
  return [...lines.slice(0, MOST_SHOWN), `       and ${lines.length - MOST_SHOWN} more, which --json lists`];
}

/** "a (50), b (3)", and how many there are beyond the first. */
export function formatCounts(entries: readonly { label: string; count: number }[]): string {
  const shown = entries.slice(0, MOST_SHOWN).map(({ label, count }) => `${label} (${count})`);
  const more = entries.length > MOST_SHOWN ? ` and ${entries.length - MOST_SHOWN} more` : "";
  return printable(shown.join(", ")) + more;
}

function formatMetrics(metrics: ScoreMetrics): string {
  return Object.entries(metrics)
    .map(([name, value = Number.NaN]) => {
      const text = Number.isFinite(value) ? formatNumber(value) : "diverged";
      return `${name} ${text}`;
    })
    .join(", ");
}

/** "1078 train, 360 dev, 359 test". */
export function formatSplits(splits: SplitSummary): string {
  const apart = splits.trainDev === undefined ? "" : `, ${splits.trainDev} train-dev`;
  return `${splits.train} train, ${splits.dev} dev, ${splits.test} test${apart}`;
}

/** Notes on the data, one after the other. */
export function formatNotes(notes: readonly string[], { width }: Pick<Page, "width">): readonly string[] {
  return atMost(notes.map((note) => paragraph(printable(`Note: ${note}`), "", width)));
}

/** One line about findings that could not be judged, by what they need; none where all were. */
export function formatUnjudged(unjudged: readonly UnjudgedFinding[]): string[] {
  const titles = new Map<string, string[]>();
  for (const { title, missing } of unjudged) {
    const needs = missing.map((part) => EVIDENCE_PARTS[part].name).join(", ");
    titles.set(needs, [...(titles.get(needs) ?? []), title]);
  }
  const groups = [...titles].map(([needs, names]) => `${names.join(", ")} (needs ${needs})`);
  return groups.length === 0 ? [] : [printable(`Not judged: ${groups.join("; ")}`)];
}

/** The lines about a test set's scoring; none where it was not scored. */
export function formatTest(test: FitResult["test"]): string[] {
  if (!test) return [];
  const before = test.previousScorings;
  const warning =
    before === 0
      ? ""
      : ` (scored ${before} time${before === 1 ? "" : "s"} before: no longer an unbiased estimate)`;
  return [`Test   ${formatScores(test)}${warning}`, ...formatDetails(test)];
}

/** The line on what always predicting the same would do; none where it is not known. */
export function formatNaive(naive: FitResult["naive"]): string[] {
  return naive === null ? [] : [printable(naive.text)];
}

/** The files that were written, one a line. */
export function formatFiles(files: Readonly<Record<string, string | undefined>>): string[] {
  const entries = Object.entries(files);
  const width = Math.max(0, largestOf(entries.map(([name]) => name.length)));
  return entries.map(([name, path]) => `  ${name.padEnd(width)}  ${path}`);
}
