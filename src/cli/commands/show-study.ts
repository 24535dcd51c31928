import type { StudySlice } from "../../actions/shared/studies/study-slices.ts";
import type { ShowStudyResult } from "../../actions/show-study/contract.ts";
import { showStudyVerb } from "../../actions/show-study/verb.ts";
import { largestOf } from "../../base/lists.ts";
import { formatMoment } from "../../base/moment-text.ts";
import { type CommandOfVerb, commandOf } from "../command.ts";
import type { Looks } from "../findings-text.ts";
import { paragraph } from "../paragraph.ts";
import { printable } from "../printable.ts";
import { formatCounts, formatTrials, lastParts } from "../study-text.ts";
import { formatFiles } from "../text.ts";
import { listStudiesCommand } from "./list-studies.ts";

const shown = commandOf(showStudyVerb, {
  words: "study show",
  render: async (result, colors, page) => ({ text: await describe(result, { colors, page }) }),
});

/** `trainwell study STUDY`: what is stored of a study; without one, all of them. */
export const showStudyCommand: CommandOfVerb = {
  ...shown,
  isDefault: true,
  options: {
    ...shown.options,
    study: {
      ...shown.options.study,
      argument: "[study]",
      help: `${shown.options.study.help}; left out, all are listed`,
    },
  },
  work: (given, load) => (given.study === undefined ? listStudiesCommand : shown).work(given, load),
};

/** So many trials and parameters are shown; all of them when verbose. */
const LISTED = 10;
const BARS = 8;

async function describe(result: ShowStudyResult, looks: Looks): Promise<string> {
  const { study, objectives, space, trials, ranking, front, knee, warnings } = result;
  const { colors, page } = looks;
  const byNumber = new Map(trials.map((trial) => [trial.number, trial]));
  const best = page.verbose ? trials : ranking.slice(0, LISTED).map((number) => byNumber.get(number)!);
  const importance = result.importance.slice(0, page.verbose ? undefined : BARS);
  const { drawHistory, drawSlice } = await charts();
  return [
    `${colors.bold(printable(study.name))}  ${study.status}, begun ${formatMoment(study.createdAt)}`,
    paragraph(printable(contextOf(result)), "  ", page.width),
    "",
    colors.bold(page.verbose ? "Trials" : "Best trials"),
    best.length === 0
      ? "  None has completed yet."
      : formatTrials(best, {
          titles: objectives.map(({ metric }) => metric),
          parameters: space.map(({ parameter }) => parameter),
        }),
    ...(front.length === 0
      ? []
      : [paragraph(`None beats in all: trials ${front.join(", ")}.${kneeWords(knee)}`, "  ", page.width)]),
    ...warnings.map((warning) => paragraph(printable(warning), "  ", page.width)),
    ...drawHistory(result, looks),
    ...(importance.length === 0 ? [] : ["", colors.bold(importanceTitle(result)), barsOf(importance)]),
    ...result.slices.flatMap((slice) => drawSlice(slice, { looks, metric: objectives[0].metric })),
    ...(result.files.report === undefined ? [] : ["", ...formatFiles(result.files as { report: string })]),
  ].join("\n");
}

function contextOf({ study, sampler, stopper, objectives, limits, seed }: ShowStudyResult): string {
  const told = objectives.map(({ metric, direction }) => `${metric} ${direction}d`).join(", ");
  const kept = limits.map(
    ({ metric, atMost, atLeast }) =>
      `${metric} ${atMost === undefined ? `at least ${atLeast}` : `at most ${atMost}`}`,
  );
  return [
    study.name === study.id ? "" : study.id,
    study.source === undefined ? "" : `data ${study.source}`,
    told,
    ...kept,
    `sampler ${sampler.kind}`,
    stopper.kind === "none" ? "" : `stopper ${stopper.kind}`,
    `seed ${seed}`,
    `trials ${formatCounts(study)}`,
  ]
    .filter((part) => part !== "")
    .join("; ");
}

function importanceTitle({ importanceMethod }: ShowStudyResult): string {
  return `Importance, by ${importanceMethod === "fanova" ? "fANOVA" : "PED-ANOVA"}`;
}

function barsOf(importance: ShowStudyResult["importance"]): string {
  const width = largestOf(importance.map(({ parameter }) => parameter.length));
  const most = Math.max(1e-12, largestOf(importance.map((one) => one.importance)));
  return importance
    .map(({ parameter, importance: share }) => {
      const bar = "█".repeat(Math.round((30 * share) / most)) || "▏";
      return `  ${printable(parameter).padEnd(width)}  ${bar} ${(100 * share).toFixed(share < 0.1 ? 1 : 0)}%`;
    })
    .join("\n");
}

/** Charts are loaded when one is drawn. */
async function charts() {
  const { textChart } = await import("../../report/text-chart.ts");
  const size = { width: 60, height: 8 };
  return {
    drawHistory({ history, objectives: [{ metric }] }: ShowStudyResult, { colors }: Looks): string[] {
      if (history.length < 2) return [];
      // Steps: the best value stays until a better one comes.
      const points = history.flatMap(({ best }, index) => [
        ...(index === 0 ? [] : [{ x: index + 1, y: history[index - 1].best }]),
        { x: index + 1, y: best },
      ]);
      const title = `Best ${printable(metric)} after so many complete trials`;
      return ["", colors.bold(title), textChart(points, size)];
    },
    drawSlice(slice: StudySlice, { looks, metric }: { looks: Looks; metric: string }): string[] {
      const { parameter, logarithmic, choices, points } = slice;
      if (points.length < 2 || choices !== undefined) return choicesOf(slice, { looks, metric });
      const along = logarithmic ? ", in the logarithm" : "";
      const title = `${printable(metric)} by ${printable(parameter)}${along}`;
      const dots = points.map(({ at, value }) => ({ x: at, y: value }));
      const chart = textChart(dots, { ...size, joined: false, logarithmic });
      return ["", looks.colors.bold(title), chart];
    },
  };
}

/** Of choices how many trials have each, and their best and middle values. */
function choicesOf(
  { parameter, choices = [], points }: StudySlice,
  { looks, metric }: { looks: Looks; metric: string },
): string[] {
  if (points.length < 2 || choices.length === 0) return [];
  const rows = choices.flatMap((choice, place) => {
    const values = points.filter(({ at }) => at === place).map(({ value }) => value);
    if (values.length === 0) return [];
    values.sort((a, b) => a - b);
    const middle = values[Math.floor(values.length / 2)];
    const trials = `${values.length} trial${values.length === 1 ? "" : "s"}`;
    return [
      `  ${printable(choice)}: ${trials}, ${values[0].toPrecision(3)} to ${values.at(-1)!.toPrecision(3)}, ` +
        `middle ${middle.toPrecision(3)}`,
    ];
  });
  return ["", looks.colors.bold(`${printable(metric)} by ${printable(lastParts(parameter))}`), ...rows];
}

function kneeWords(knee: number | null): string {
  return knee === null ? "" : ` Beyond trial ${knee} a little of one objective costs much of another.`;
}
