import { largestOf, smallestOf } from "../../base/lists.ts";
import { median } from "../../base/statistics.ts";
import type { Committee } from "../../lab/committee.ts";
import type { Improvement } from "../../lab/improve/improvement.ts";
import type { Prepared } from "../../lab/prepare/prepare.ts";
import type { Training } from "../../lab/training.ts";
import type { ReportBand, ReportRun, ReportSeries } from "../../report/document.ts";

/** The learning curves of the baseline and of the final recipe, over the members of their committees. */
export function runsOf({ target }: Prepared, { baseline, final }: Improvement): ReportRun[] {
  const { metric } = target.usual;
  const runs = [runOf("baseline", baseline, metric)];
  return final === baseline ? runs : [...runs, runOf("final", final, metric)];
}

function runOf(name: string, { trainings }: Committee, metric: string): ReportRun {
  const [loss, score] = ["dev.loss", `dev.${metric}`].map((key) => byEpoch(trainings, key));
  const chosen = chosenEpoch(trainings);
  return {
    name,
    trainLoss: meansOf(byEpoch(trainings, "train.evaluatedLoss")),
    devLoss: meansOf(loss),
    devLossBand: bandOf(loss),
    trainMetric: meansOf(byEpoch(trainings, `train.${metric}`)),
    devMetric: meansOf(score),
    devMetricBand: bandOf(score),
    ...(chosen === undefined ? {} : { chosenEpoch: chosen }),
  };
}

type EpochValues = ReadonlyMap<number, readonly number[]>;

/** The members' values of a kind at each epoch that more than half of them reached. */
function byEpoch(trainings: readonly Training[], key: string): EpochValues {
  const values = new Map<number, number[]>();
  for (const { history } of trainings) {
    for (const row of history) {
      if (row.kind !== "epoch" || !Number.isFinite(row.values[key])) continue;
      const list = values.get(row.epoch);
      if (list) list.push(row.values[key]);
      else values.set(row.epoch, [row.values[key]]);
    }
  }
  const sorted = [...values].sort(([a], [b]) => a - b);
  return new Map(sorted.filter(([, list]) => 2 * list.length > trainings.length));
}

function meansOf(values: EpochValues): ReportSeries["points"] {
  return [...values].map(([x, list]) => ({
    x,
    y: list.reduce((sum, value) => sum + value / list.length, 0),
  }));
}

function bandOf(values: EpochValues): ReportBand[] {
  return [...values].flatMap(([x, list]) => {
    return list.length < 2 ? [] : [{ x, low: smallestOf(list), high: largestOf(list) }];
  });
}

/** The epoch whose weights were kept, the median of the members; nothing where there was no choice. */
function chosenEpoch(trainings: readonly Training[]): number | undefined {
  const epochs = trainings.map(({ outcome }) => outcome.state.stopper.bestEpoch).filter((epoch) => epoch > 0);
  return epochs.length === 0 ? undefined : Math.round(median(Float64Array.from(epochs)));
}
