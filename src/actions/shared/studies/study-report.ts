import { threeDigits } from "../../../base/score-text.ts";
import { VERSION } from "../../../lab/environment.ts";
import type { StudyDocument } from "../../../report/study/study-document.ts";
import type { StudyRecord, TrialRecord } from "../../../run/study.ts";
import type { SearchSpace } from "../../../tune/space/search-space.ts";
import { bestWords, studyLine } from "./stored-studies.ts";
import {
  contourChart,
  curveCharts,
  frontChart,
  historyChart,
  parallelChart,
  sliceCharts,
  valueAxis,
} from "./study-charts.ts";
import type { StudyFacts } from "./study-facts.ts";
import { studyRepeats } from "./study-repeats.ts";
import { trialSummary } from "./trial-summary.ts";

/** So many parameters, the most important ones, have an axis, and so many a chart of their own. */
const AXES = 8;
const SLICES = 6;
/** So many trials are listed, the best first. */
const LISTED = 100;

const METHODS = {
  fanova: "fANOVA: the share of the variance that each explains by itself",
  pedAnova: "PED-ANOVA: by how much the best tenth of the trials is unlike all",
} as const;

/** The page of a study as plain data. */
export function studyReport(
  record: StudyRecord,
  about: {
    space: SearchSpace;
    trials: readonly TrialRecord[];
    facts: StudyFacts;
    /** The result of a search in one sentence; else the best value is told. */
    headline?: string;
    /** Sentences beside those on how it was searched. */
    notes?: readonly string[];
  },
): StudyDocument {
  const { space, trials, facts, notes = [] } = about;
  const { ranking, importance, importanceMethod, front, warnings } = facts;
  const [{ metric, direction }] = record.objectives;
  const names =
    importance.length > 0
      ? importance.map(({ parameter }) => parameter)
      : space.parameters.map(({ name }) => name);
  const values = ranking.map((trial) => trial.values[0]);
  return {
    title: `Study ${record.name}`,
    createdAt: new Date().toISOString(),
    version: VERSION,
    headline: about.headline ?? headlineOf(record, trials),
    about: [...notes, aboutOf(record, trials)],
    warnings,
    value: { ...valueAxis(metric, values), higherIsBetter: direction === "maximize" },
    history: historyChart(record, trials),
    parallel: parallelChart(space, { ranking, names: names.slice(0, AXES) }),
    importance:
      importanceMethod === null
        ? null
        : {
            method: METHODS[importanceMethod],
            bars: importance.map(({ parameter, importance: share }) => ({ name: parameter, share })),
          },
    slices: sliceCharts(space, { ranking, names: names.slice(0, SLICES) }),
    contour: contourChart(record, { space, trials, names }),
    curves: curveCharts(trials, ranking),
    repeats: studyRepeats(record, { ranking, trials }),
    front: frontChart(record.objectives, { trials, front }),
    trials: trialTable(record, { space, trials, ranking, names }),
  };
}

function headlineOf(record: StudyRecord, trials: readonly TrialRecord[]): string {
  const line = studyLine(record, trials);
  if (line.best === null) return `No trial of ${trials.length} has completed yet.`;
  return `Best ${bestWords(line)}, of ${line.trials.complete} complete trials.`;
}

function aboutOf(
  { sampler, stopper, source, objectives }: StudyRecord,
  trials: readonly TrialRecord[],
): string {
  const counts = new Map<string, number>();
  for (const { status } of trials) counts.set(status, (counts.get(status) ?? 0) + 1);
  const counted = [...counts].map(([status, count]) => `${count} ${status}`).join(", ");
  const told = objectives.map(({ metric, direction }) => `${metric} ${direction}d`).join(", ");
  return (
    `${source === undefined ? "" : `Data ${source}; `}${told}; sampler ${sampler.kind}, ` +
    `stopper ${stopper.kind}; ${trials.length} trials: ${counted || "none yet"}.`
  );
}

/** The completed trials, the best first, and then the others. */
function trialTable(
  { objectives }: StudyRecord,
  about: {
    space: SearchSpace;
    trials: readonly TrialRecord[];
    ranking: readonly TrialRecord[];
    names: readonly string[];
  },
): StudyDocument["trials"] {
  const { space, trials, ranking, names } = about;
  const ranked = new Set(ranking);
  const all = [...ranking, ...trials.filter((trial) => !ranked.has(trial))];
  const rows = all.slice(0, LISTED).map((trial) => {
    const { number, status, changes } = trialSummary(space, trial);
    const cells = names.map((name) => {
      const value = changes[name];
      return value === undefined ? "" : typeof value === "number" ? numberText(value) : value;
    });
    const values = objectives.map((_, index) =>
      trial.values[index] === undefined ? "" : threeDigits(trial.values[index]),
    );
    return { trial: number, cells: [status, ...values, ...cells] };
  });
  return {
    columns: ["status", ...objectives.map(({ metric }) => metric), ...names],
    rows,
    left: all.length - rows.length,
  };
}

/** A whole number as it is, others with three digits. */
function numberText(value: number): string {
  return Number.isInteger(value) ? String(value) : threeDigits(value);
}
