import { basename, dirname } from "node:path";
import { wilsonInterval } from "../../base/statistics.ts";
import type { ClassTarget } from "../../data/target/task.ts";
import { type Committee, devScores } from "../../lab/committee.ts";
import { VERSION } from "../../lab/environment.ts";
import type { TestScores } from "../../lab/final-test.ts";
import { memberScores, type TriedTreatment } from "../../lab/improve/improve-round.ts";
import type { Improvement } from "../../lab/improve/improvement.ts";
import { measureOf } from "../../lab/judged-target.ts";
import type { Prepared } from "../../lab/prepare/prepare.ts";
import { notesOn } from "../../lab/prepare/prepare-table.ts";
import { dataName } from "../../lab/prepare/read-data.ts";
import type { PartScores } from "../../lab/scores/part-scores.ts";
import type { RowPredictions } from "../../lab/scores/row-predictions.ts";
import { scoresOf } from "../../lab/scores/scores.ts";
import { middleOf } from "../../lab/scores/value-scores.ts";
import type { Training } from "../../lab/training.ts";
import { LABEL_THRESHOLD } from "../../nn/metrics/decisions.ts";
import type { Measure } from "../../nn/metrics/measures.ts";
import type {
  ReportData,
  ReportDetail,
  ReportDocument,
  ReportEstimate,
  ReportFinding,
  ReportHeadline,
  ReportProbe,
  ReportStep,
} from "../../report/document.ts";
import { usageSnippets } from "../../report/usage.ts";
import type { HistoryRow } from "../../run/history.ts";
import type { ImproveOptions, ImproveResult } from "./contract.ts";
import { runsOf } from "./report-curves.ts";
import { scoreOf } from "./step-score.ts";
import { treatedFindings } from "./treated-findings.ts";

/** The probed statistics that get a chart. */
const PROBE_CHARTS = [
  { statistic: "gradientNorm", title: "Gradient norm by layer", unit: "norm", logarithmic: true },
  {
    statistic: "updateRatio",
    title: "Size of updates relative to the weights",
    unit: "ratio",
    logarithmic: true,
  },
  {
    statistic: "deadUnits",
    title: "Units that are zero on a whole batch",
    unit: "share",
    logarithmic: false,
  },
] as const;

interface ReportContext {
  readonly options: ImproveOptions;
  readonly test: { readonly scores: TestScores; readonly predictions: RowPredictions } | null;
  readonly result: Pick<ImproveResult, "headline" | "gain" | "naive" | "steps" | "blend">;
  readonly files: Readonly<Record<string, string>>;
}

/** Everything that the report of an improvement shows, as plain data. */
export function reportOf(
  prepared: Prepared,
  improvement: Improvement,
  context: ReportContext,
): ReportDocument {
  const { recipe } = improvement.final;
  return {
    title: `${basename(dataName(context.options.data))}: predicting ${targetText(prepared)}`,
    createdAt: new Date().toISOString(),
    version: VERSION,
    data: dataOf(prepared, improvement, context.options),
    headline: headlineOf(prepared, improvement, context),
    effectOf: measureOf(prepared.target).verifiedBy,
    steps: improvement.tried.map(stepOf),
    ...(context.result.blend ? { blend: blendSection(context.result.blend) } : {}),
    findings: findingsOf(improvement),
    unjudged: improvement.diagnoses[0].unjudged.map(({ title, how }) => ({ title, how })),
    watchedMetric: prepared.target.usual.title,
    runs: runsOf(prepared, improvement),
    probes: probesOf(improvement.final.trainings[0]),
    ...(context.test ? { predictions: predictionsOf(prepared, context.test) } : {}),
    recipe,
    files: Object.entries(context.files).map(([name, path]) => ({
      name,
      path,
      description: DESCRIPTIONS[name] ?? "",
    })),
    usage: usageSnippets({
      folder: dirname(context.files.model ?? ""),
      inputs: improvement.final.trainings[0].member.preprocessing.inputs,
    }),
  };
}

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  recipe: "everything that decided the training, as JSON",
  model: "weights and preprocessing, for trainwell predict",
  onnx: "the network behind its preprocessing, for ONNX Runtime in any language",
};

function dataOf(prepared: Prepared, improvement: Improvement, options: ImproveOptions): ReportData {
  const { table, target, split } = prepared;
  const { preprocessing } = improvement.final.trainings[0].member;
  return {
    file: dataName(options.data),
    rows: table.rows,
    columns: table.columns.length,
    target: targetText(prepared),
    task: target.task,
    split: {
      method: split.method,
      train: split.train.length,
      dev: split.dev.length,
      test: split.test.length,
    },
    ...(target.task === "classification" ? { classes: classCounts(target) } : {}),
    notes: [...notesOn(prepared), ...preprocessing.dropped.map(({ note }) => note)],
  };
}

/** All rows of each class, whatever part they are in. */
function classCounts({ classes, codes }: ClassTarget): { label: string; count: number }[] {
  const counts = classes.map(() => 0);
  for (const code of codes) if (code >= 0) counts[code]++;
  return classes.map((label, index) => ({ label, count: counts[index] }));
}

function headlineOf(prepared: Prepared, improvement: Improvement, context: ReportContext): ReportHeadline {
  const { target } = prepared;
  const measure = measureOf(target);
  const estimate = (committee: Committee) => estimateOf(devScores(committee, target), measure);
  const { floor, bound } = improvement.evidence;
  const { before } = context.result.gain;
  const shown = (error: number) => (measure.higherIsBetter ? 1 - error : error);
  return {
    sentence: context.result.headline,
    metric: { name: measure.title, unit: measure.unit, higherIsBetter: measure.higherIsBetter },
    baseline: estimate(improvement.baseline),
    final: improvement.blend
      ? estimateOf(scoresOf(target, improvement.blend.dev), measure)
      : estimate(improvement.final),
    ...(context.test
      ? {
          test: {
            ...estimateOf(context.test.scores, measure),
            ...(Number.isFinite(before) ? { before } : {}),
            previousScorings: context.test.scores.previousScorings,
            metrics: context.test.scores.metrics,
            details: detailsOf(context.test.scores),
          },
        }
      : {}),
    ...(floor ? { floor: { name: floor.name, value: shown(floor.error) } } : {}),
    ...(context.result.naive ? { naive: context.result.naive.text } : {}),
    ...(bound ? { bound: { source: "--human-error", value: shown(bound.error) } } : {}),
  };
}

function detailsOf({ perClass, perValue, perQuantile }: PartScores): ReportDetail[] {
  return [
    ...(perClass ?? []).map(({ label, ...metrics }) => ({ name: label, metrics })),
    ...(perValue ?? []).map(({ column, metrics }) => ({ name: column, metrics })),
    ...(perQuantile ?? []).map(({ quantile, ...metrics }) => ({ name: `quantile ${quantile}`, metrics })),
  ];
}

/** A share with Wilson's interval; the error of values without one. */
function estimateOf(scores: PartScores, { metric, unit }: Measure): ReportEstimate {
  const value = scores.metrics[metric];
  return unit === "share" ? { value, ...wilsonInterval(value, scores.rows) } : { value };
}

function stepOf(entry: TriedTreatment): ReportStep {
  const { effect, low, high } = entry.verdict;
  return {
    title: entry.treatment.title,
    finding: `${entry.finding.title}: ${entry.finding.summary}`,
    treatment: entry.treatment.id,
    diff: entry.diff,
    round: entry.round,
    score: scoreOf(entry),
    members: memberScores(entry),
    verdict: { effect, low, high, kept: entry.kept, outdone: entry.outdone ?? false, reason: entry.reason },
  };
}

function blendSection({
  parts,
  effect,
  standardError,
}: NonNullable<ImproveResult["blend"]>): NonNullable<ReportDocument["blend"]> {
  return { parts: parts.map(({ recipe: _, ...part }) => part), effect, standardError };
}

function findingsOf(improvement: Improvement): ReportFinding[] {
  const all = treatedFindings(improvement);
  return all.map(({ finding, state }) => {
    const cause = all.find((other) => other.finding.id === finding.causedBy);
    return {
      ...finding,
      state,
      ...(cause === undefined ? {} : { because: cause.finding.title }),
      treatments: finding.treatments.map(({ title, reason, source, advice }) => ({
        title,
        reason: advice ?? reason,
        source,
      })),
    };
  });
}

function probesOf(training: Training): ReportProbe[] {
  const names = Object.keys(training.history.find((row) => row.kind === "probe")?.values ?? {});
  return PROBE_CHARTS.flatMap(({ statistic, ...chart }) => {
    const layers = names.filter((name) => name.endsWith(`.${statistic}`));
    const series = layers.map((name) => ({
      name: name.slice(0, -statistic.length - 1),
      points: pointsOf(training.history, "probe", name),
    }));
    return series.length === 0 ? [] : [{ ...chart, series }];
  });
}

function pointsOf(
  history: readonly HistoryRow[],
  kind: HistoryRow["kind"],
  key: string,
): { x: number; y: number }[] {
  return history
    .filter((row) => row.kind === kind && Number.isFinite(row.values[key]))
    .map((row) => ({ x: kind === "epoch" ? row.epoch : row.step, y: row.values[key] }));
}

/** So many labels or values get a chart each. */
const MOST_CHARTS = 6;

function predictionsOf(
  { target }: Prepared,
  test: NonNullable<ReportContext["test"]>,
): NonNullable<ReportDocument["predictions"]> {
  if (target.task === "classification") {
    const counts = test.scores.confusion ?? [];
    return [{ kind: "confusion", part: "test", labels: target.classes, counts }];
  }
  const { rows, prediction } = test.predictions;
  const width = target.columns.length;
  const columns = target.columns.slice(0, MOST_CHARTS);
  if (target.task === "multiLabel") {
    return columns.map(({ name }, place) => {
      const counts = [
        [0, 0],
        [0, 0],
      ];
      rows.forEach((row, index) => {
        const isTaken = prediction[index * width + place] >= LABEL_THRESHOLD;
        counts[target.truth[row * width + place]][Number(isTaken)]++;
      });
      return { kind: "confusion" as const, part: "test", of: name, labels: ["no", "yes"], counts };
    });
  }
  const { quantiles } = target;
  const count = quantiles?.length ?? 1;
  const middle = quantiles ? middleOf(quantiles) : 0;
  return columns.map(({ name }, place) => {
    const pairs = Array.from(rows, (row, index) => ({
      actual: target.values[row * width + place],
      predicted: prediction[(index * width + place) * count + middle],
    }));
    const what = quantiles ? `quantile ${quantiles[middle]} of ${name}` : name;
    return { kind: "scatter" as const, part: "test", ...(width > 1 || quantiles ? { of: what } : {}), pairs };
  });
}

/** The target's columns for a title. */
function targetText({ target }: Prepared): string {
  return target.columns.map(({ name }) => name).join(", ");
}
