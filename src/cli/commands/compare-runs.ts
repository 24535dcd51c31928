import type { CompareRunsResult } from "../../actions/compare-runs/contract.ts";
import { compareRunsVerb } from "../../actions/compare-runs/verb.ts";
import type { FindingSummary } from "../../actions/shared/summaries.ts";
import { commandOf } from "../command.ts";
import type { Output } from "../output.ts";
import { printable } from "../printable.ts";
import { formatRuns } from "../run-text.ts";
import { formatNumber, formatTable } from "../text.ts";

/** `trainwell runs compare A B`: what differs between two runs. */
export const compareRunsCommand = commandOf(compareRunsVerb, {
  words: "runs compare",
  render: (result, colors) => ({ text: describe(result, colors) }),
});

function describe(result: CompareRunsResult, colors: Output["colors"]): string {
  const { a, b, metrics, recipe, findings } = result;
  return [
    formatRuns([a, b], Date.now()),
    "",
    colors.bold("Dev scores"),
    metrics.length === 0 ? "  Neither run came to its end." : indent(formatMetrics(result)),
    ...(result.comparable ? [] : [`  ${whyNot(result)}`]),
    "",
    colors.bold("Recipe, from the first to the second"),
    ...(recipe === null ? ["  One of the runs has none."] : recipe.map((line) => `  ${printable(line)}`)),
    ...(recipe?.length === 0 ? ["  The same."] : []),
    "",
    colors.bold("Findings"),
    `  only the first   ${titles(findings.onlyA)}`,
    `  only the second  ${titles(findings.onlyB)}`,
    `  both             ${titles(findings.both)}`,
  ].join("\n");
}

function formatMetrics({ metrics }: CompareRunsResult): string {
  const number = (value: number | null) => (value === null ? "" : formatNumber(value));
  return formatTable(
    ["score", "first", "second", "change"],
    metrics.map(({ name, a, b }) => [
      name,
      number(a),
      number(b),
      a === null || b === null ? "" : `${b > a ? "+" : ""}${number(b - a)}`,
    ]),
  );
}

function whyNot({ sameData }: CompareRunsResult): string {
  if (sameData === null) return "Whether they are of the same data is not known.";
  return sameData
    ? "They are of the same data, divided differently: scores of other rows differ by chance too."
    : "They are of other data, so that their scores say little of each other.";
}

function indent(text: string): string {
  return text.replace(/^/gm, "  ");
}

function titles(findings: readonly FindingSummary[]): string {
  return findings.length === 0 ? "none" : findings.map(({ title }) => title).join(", ");
}
