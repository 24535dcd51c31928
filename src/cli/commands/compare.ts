import type { ComparedSubject, CompareResult } from "../../actions/compare/contract.ts";
import { compareVerb } from "../../actions/compare/verb.ts";
import type { FindingSummary } from "../../actions/shared/summaries.ts";
import { commandOf } from "../command.ts";
import type { Looks } from "../findings-text.ts";
import { paragraph } from "../paragraph.ts";
import { printable } from "../printable.ts";
import { formatRuns } from "../run-text.ts";
import { formatNumber, formatTable } from "../text.ts";

/** `trainwell compare A B`: what differs between two runs, trials or recipes, and whether it matters. */
export const compareCommand = commandOf(compareVerb, {
  render: (result, colors, page) => ({ text: describe(result, { colors, page }) }),
});

function describe(result: CompareResult, { colors, page }: Looks): string {
  const { headline, a, b, recipe, trained, findings } = result;
  const runs = [a, b].flatMap(({ run }) => (run === undefined ? [] : [run]));
  return [
    colors.bold(paragraph(printable(headline), "", page.width)),
    ...(runs.length === 0 ? [] : ["", formatRuns(runs, Date.now())]),
    ...[a, b].flatMap(trialLine),
    "",
    colors.bold("Recipe, from the first to the second"),
    ...(recipe === null ? ["  One of them has none."] : recipe.map((line) => `  ${printable(line)}`)),
    ...(recipe?.length === 0 ? ["  The same."] : []),
    ...scoresOf(result, { colors, page }),
    ...(trained === null ? [] : ["", ...trainedOf(trained, { colors, page })]),
    ...(runs.length === 0
      ? []
      : [
          "",
          colors.bold("Findings"),
          `  only the first   ${titles(findings.onlyA)}`,
          `  only the second  ${titles(findings.onlyB)}`,
          `  both             ${titles(findings.both)}`,
        ]),
  ].join("\n");
}

function trialLine({ name, trial }: ComparedSubject): string[] {
  if (trial === undefined) return [];
  return [printable(`${name}: trial ${trial.number} of study ${trial.study}, ${trial.status}`)];
}

/** The stored scores; nothing where neither is of something that could have any. */
function scoresOf(result: CompareResult, { colors, page }: Looks): string[] {
  const { a, b, metrics, comparable } = result;
  if (a.kind === "recipe" && b.kind === "recipe") return [];
  return [
    "",
    colors.bold("Dev scores"),
    metrics.length === 0 ? "  Neither came to its end." : indent(formatScores(metrics)),
    ...(comparable || metrics.length === 0 ? [] : [paragraph(whyNot(result), "  ", page.width)]),
  ];
}

function trainedOf(
  { a, b, seeds, design, run }: NonNullable<CompareResult["trained"]>,
  { colors, page }: Looks,
): string[] {
  const ofB = new Map(Object.entries(b.metrics));
  const rows = Object.entries(a.metrics).map(([name, value]) => ({
    name,
    a: value ?? null,
    b: ofB.get(name) ?? null,
  }));
  const how = design === "crossValidation" ? "on the same folds" : "on one split with the same seeds";
  return [
    colors.bold("Dev scores of both, trained for this"),
    indent(formatScores(rows)),
    paragraph(`${seeds} trainings of each, ${how}; they are kept in run ${run}.`, "  ", page.width),
  ];
}

function formatScores(metrics: CompareResult["metrics"]): string {
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

function whyNot({ sameData }: CompareResult): string {
  if (sameData === null) return "Whether they are of the same data is not known.";
  return sameData
    ? "They are of the same data, divided or asked differently: scores of other rows differ by chance too."
    : "They are of other data, so that their scores say little of each other.";
}

function indent(text: string): string {
  return text.replace(/^/gm, "  ");
}

function titles(findings: readonly FindingSummary[]): string {
  return findings.length === 0 ? "none" : findings.map(({ title }) => title).join(", ");
}
