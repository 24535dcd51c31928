import { largestOf, smallestOf } from "../../../base/lists.ts";
import type {
  ReportAxis,
  ReportContour,
  ReportSlice,
  ReportThread,
  ReportTrialCurve,
  StudyDocument,
} from "../../../report/study/study-document.ts";
import type { Objective, StudyRecord, TrialRecord } from "../../../run/study.ts";
import { type DependencePoint, partialDependenceOf } from "../../../tune/importance/partial-dependence.ts";
import { toUnit } from "../../../tune/space/domain.ts";
import type { Parameter, SearchSpace } from "../../../tune/space/search-space.ts";
import { samplerHistory } from "../../../tune/study/study-history.ts";
import { bestHistory } from "./stored-studies.ts";

/** So many points, lines and curves a chart has at most, so that a page stays light. */
const MOST = { dots: 1500, threads: 300, curves: 120, curvePoints: 60 } as const;
/** Of a plane, so many cells a side. */
const CELLS = 22;
/** A forest of fewer trials makes no plane. */
const LEAST_FOR_CONTOUR = 12;
/** Of more than so many trials a plane is made of as many, evenly chosen. */
const MOST_FOR_CONTOUR = 1000;

/** Some items of a list, evenly chosen, the first and the last among them. */
export function thinned<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  return Array.from({ length: most }, (_, i) => items[Math.round((i * (items.length - 1)) / (most - 1))]);
}

/** From a quotient of so much on, the logarithm shows more. */
const SPAN = 20;

/** An axis of values: in the logarithm where they are positive and span magnitudes. */
export function valueAxis(name: string, values: readonly number[]): ReportAxis {
  const [low, high] = [smallestOf(values), largestOf(values)];
  return { name, scale: low > 0 && high > SPAN * low ? "log" : "linear" };
}

/** The axis of a parameter, as its range is searched. */
function parameterAxis({ name, domain }: Parameter): ReportAxis {
  if (domain.kind === "choice") return { name, scale: "choices", choices: domain.labels };
  return { name, scale: domain.scale === "log" && domain.low > 0 ? "log" : "linear" };
}

/** How the best value came about. */
export function historyChart(
  study: Pick<StudyRecord, "objectives" | "limits">,
  trials: readonly TrialRecord[],
): StudyDocument["history"] {
  const history = bestHistory(study, trials).map((point, index) => ({ ...point, x: index + 1 }));
  const changes = history.filter(
    ({ best }, index) => index === 0 || index === history.length - 1 || best !== history[index - 1].best,
  );
  return {
    dots: thinned(history, MOST.dots).map(({ number, x, value }) => ({ trial: number, x, y: value })),
    best: changes.map(({ x, best }) => ({ x, y: best })),
  };
}

/** Trials as lines through the most important parameters. */
export function parallelChart(
  { parameters }: SearchSpace,
  { ranking, names }: { ranking: readonly TrialRecord[]; names: readonly string[] },
): StudyDocument["parallel"] {
  const axes = names.flatMap((name) => parameters.find((parameter) => parameter.name === name) ?? []);
  const ranked = ranking.map((trial, place) => ({ trial, rank: place / Math.max(1, ranking.length - 1) }));
  const threads = thinned(ranked, MOST.threads).map(
    ({ trial: { number, values, point }, rank }): ReportThread => {
      const places = axes.map(({ name, domain }) =>
        Object.hasOwn(point, name) ? toUnit(domain, point[name]) : null,
      );
      return { trial: number + 1, value: values[0], rank, places };
    },
  );
  return { axes: axes.map(({ name }) => name), threads };
}

/** The values of parameters beside those of the trials. */
export function sliceCharts(
  { parameters }: SearchSpace,
  { ranking, names }: { ranking: readonly TrialRecord[]; names: readonly string[] },
): ReportSlice[] {
  return names.flatMap((name) => {
    const parameter = parameters.find((one) => one.name === name);
    if (parameter === undefined) return [];
    const has = ranking.filter(({ point }) => Object.hasOwn(point, name));
    const dots = thinned(has, MOST.dots).map(({ number, point, values }) => ({
      trial: number + 1,
      x: point[name],
      y: values[0],
    }));
    return [{ axis: parameterAxis(parameter), dots }];
  });
}

/** The mean value over the two most important numbers that are always there; null where it says nothing. */
export function contourChart(
  study: Pick<StudyRecord, "objectives" | "limits">,
  about: { space: SearchSpace; trials: readonly TrialRecord[]; names: readonly string[] },
): ReportContour | null {
  const { space, trials, names } = about;
  const numbers = names
    .map((name) => space.parameters.find((parameter) => parameter.name === name)!)
    .filter(({ domain, condition }) => domain.kind === "number" && condition === undefined);
  const complete = trials.filter(({ status }) => status === "complete");
  if (numbers.length < 2 || complete.length < LEAST_FOR_CONTOUR) return null;
  const [x, y] = numbers;
  const { finished } = samplerHistory(study, thinned(complete, MOST_FOR_CONTOUR));
  return planeOf(partialDependenceOf(space, finished, { parameters: [x.name, y.name] }), {
    x: parameterAxis(x),
    y: parameterAxis(y),
    sign: study.objectives[0].direction === "maximize" ? -1 : 1,
  });
}

function planeOf(
  points: readonly DependencePoint[],
  { x, y, sign }: { x: ReportAxis; y: ReportAxis; sign: number },
): ReportContour {
  const xs = thinned([...new Set(points.map(({ at }) => at[0] as number))], CELLS);
  const ys = thinned([...new Set(points.map(({ at }) => at[1] as number))], CELLS);
  const means = new Map(points.map(({ at, mean }) => [`${at[0]} ${at[1]}`, sign * mean]));
  return { x, y, xs, ys, means: ys.map((row) => xs.map((column) => means.get(`${column} ${row}`)!)) };
}

/** The curves that trials reported: of many, the best ones and some of the others. */
export function curveCharts(
  trials: readonly TrialRecord[],
  ranking: readonly TrialRecord[],
): ReportTrialCurve[] {
  const order = new Map(ranking.map(({ number }, place) => [number, place]));
  const withCurves = trials
    .filter(({ curve }) => curve.length > 1)
    .sort((a, b) => (order.get(a.number) ?? trials.length) - (order.get(b.number) ?? trials.length));
  return thinned(withCurves, MOST.curves).map(({ number, status, curve }) => ({
    trial: number + 1,
    status,
    points: thinned(curve, MOST.curvePoints).map(({ step, value }) => ({ x: step, y: value })),
  }));
}

/** Of two objectives, all complete trials beside each other, and those that none beats. */
export function frontChart(
  objectives: readonly Objective[],
  { trials, front }: { trials: readonly TrialRecord[]; front: readonly number[] },
): StudyDocument["front"] {
  if (objectives.length !== 2) return null;
  const complete = trials.filter(
    ({ status, values }) => status === "complete" && values.length === 2 && values.every(Number.isFinite),
  );
  if (complete.length === 0) return null;
  const members = new Set(front);
  const others = complete.filter(({ number }) => !members.has(number + 1));
  const shown = [...thinned(others, MOST.dots), ...complete.filter(({ number }) => members.has(number + 1))];
  const [x, y] = objectives.map(({ metric }, index) =>
    valueAxis(
      metric,
      complete.map(({ values }) => values[index]),
    ),
  );
  const dots = shown.map(({ number, values }) => ({ trial: number + 1, x: values[0], y: values[1] }));
  return { x, y, dots, trials: front };
}
