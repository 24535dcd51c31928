import type { PartLine, ShowRunResult } from "../../actions/show-run/contract.ts";
import { showRunVerb } from "../../actions/show-run/verb.ts";
import { formatMoment } from "../../base/moment-text.ts";
import type { ScoreMetrics } from "../../lab/scores/score-metrics.ts";
import { commandOf } from "../command.ts";
import { formatDuration } from "../duration-text.ts";
import { formatFindings } from "../findings-text.ts";
import type { Output, Page } from "../output.ts";
import { printable } from "../printable.ts";
import { counted, formatBytes, formatVerb } from "../run-text.ts";
import { formatNumber } from "../text.ts";

/** `trainwell runs show RUN`: what is stored of one run. */
export const showRunCommand = commandOf(showRunVerb, {
  words: "runs show",
  render: (result, colors, page) => ({ text: describe(result, colors, page) }),
});

function describe(result: ShowRunResult, colors: Output["colors"], page: Page): string {
  const { id, job, source, target, environment, metrics, parts, progress } = result;
  const about = [
    ["begun", formatMoment(result.createdAt)],
    ["data", [source ?? "", target?.length ? `target ${target.join(", ")}` : ""].filter(Boolean).join(", ")],
    ["dev", formatValues(metrics)],
    ["epoch", progress && job === id ? `${progress.epoch}: ${formatValues(progress.values)}` : ""],
    ["part of", job === id ? "" : job],
    ["files", formatBytes(result.sizeBytes)],
    [
      "made by",
      Object.entries(environment)
        .map(([name, value]) => `${name} ${value}`)
        .join(", "),
    ],
  ];
  return [
    `${colors.bold(id)}  ${formatVerb(result)}, ${result.status}`,
    ...about
      .filter(([, text]) => text !== "")
      .map(([name, text]) => `  ${name.padEnd(8)} ${printable(text)}`),
    ...(result.status === "done" ? ["", formatFindings(result.findings, { colors, page })] : []),
    ...(parts.length === 0 ? [] : ["", colors.bold("Trainings"), ...parts.map(formatPart)]),
    ...nextStep(result),
  ].join("\n");
}

function formatValues(values: ScoreMetrics): string {
  return Object.entries(values)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${formatNumber(value)}`]))
    .join(", ");
}

function formatPart({ title, members }: PartLine): string {
  const seconds = members.reduce((sum, member) => sum + (member.seconds ?? 0), 0);
  const unfinished = members.filter(({ status }) => status !== "done");
  const state = unfinished.length === 0 ? "" : `, ${unfinished.length} not finished`;
  return printable(
    `  ${title.replace(/, member \d+$/, "")}: ${counted(members.length, "training")}, ` +
      `${formatDuration(seconds)}${state}`,
  );
}

/** How to go on with what did not come to its end. */
function nextStep({ id, job, verb, status }: ShowRunResult): string[] {
  const isOpen = status === "killed" || status === "interrupted";
  if (!isOpen || job !== id || !["fit", "improve"].includes(verb)) return [];
  return ["", `Continue it by the same command with --resume ${id}.`];
}
