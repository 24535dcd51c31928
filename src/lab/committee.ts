import { randomKey, STREAMS, shuffle } from "../base/random.ts";
import { mean } from "../base/statistics.ts";
import type { MemberResult } from "../clinic/verify.ts";
import { forwardFolds, groupFolds } from "../data/split/folds.ts";
import { rowWidth, type Table } from "../data/table/table.ts";
import type { ChosenMetric } from "../nn/judging/chosen-metric.ts";
import { applyPatch } from "../recipe/patch.ts";
import type { Recipe } from "../recipe/schema.ts";
import type { CommitteePlace } from "../run/place.ts";
import type { JudgedTarget } from "./judged-target.ts";
import { mapLimit } from "./map-limit.ts";
import type { Prepared } from "./prepare/prepare.ts";
import { judgeRows } from "./scores/judge-rows.ts";
import type { PartScores } from "./scores/part-scores.ts";
import type { RowPredictions } from "./scores/row-predictions.ts";
import { lossPerRow, scoresOf } from "./scores/scores.ts";
import { meanMetrics, targetVariances } from "./scores/value-scores.ts";
import { performStages } from "./staged-training.ts";
import type { Training } from "./training.ts";
import type { Workshop } from "./workshop.ts";

/** With at most so many rows, every row is worth being a dev row once: cross-validation. */
const MOST_CROSS_VALIDATED_ROWS = 5000;
/** Nor are more numbers in arrays, such as pixels: ten trainings on them would take too long. */
const MOST_CROSS_VALIDATED_ELEMENTS = 1 << 22;
const FOLDS = 5;
const REPEATS = 2;
const SEEDS_ON_ONE_SPLIT = 3;
/** Designs that are drawn anew have seeds so far apart. */
const FRESH_SEEDS = 1000;

/** One member's rows; members of one repeat have the same dev rows, or each a fold of them. */
export interface MemberRows {
  /** From 0, and added to the recipe's seed; people are told one more. */
  readonly number: number;
  readonly repeat: number;
  readonly train: Int32Array;
  readonly dev: Int32Array;
}

/**
 * How a recipe is tried: which rows each member of its committee trains on and is judged by. The same for
 * every recipe, so that comparisons are paired.
 */
export interface Design {
  readonly kind: "crossValidation" | "fixedSplit";
  /** Whether members differ in how late they end, so that the last of a repeat knows the most. */
  readonly forward?: boolean;
  readonly repeats: number;
  readonly members: readonly MemberRows[];
}

/** A recipe tried by a design: a training for each member, and what they say of the dev rows. */
export interface Committee {
  readonly recipe: Recipe;
  readonly members: readonly MemberRows[];
  /** One for each member. */
  readonly trainings: readonly Training[];
  /** For each repeat, the predictions of all dev rows by members that were not trained on them. */
  readonly devByRepeat: readonly RowPredictions[];
}

/**
 * Chooses how recipes are tried. Small tables: five-fold cross-validation of all rows but the test rows,
 * twice (Kohavi 1995), so that the dev set is as large as can be; where groups or times must stay apart, by
 * groups, and forward in time. Larger tables (also such of many pixels), splits whose dev rows were told, and
 * fewer groups than folds: the one split, with three seeds.
 *
 * @param options `anew`: 0 for the folds and seeds that a job begins with; each other whole number gives
 * folds and seeds that no other has.
 */
export function designFor(prepared: Prepared, { anew = 0 }: { anew?: number } = {}): Design {
  const design = designBySplit(anew === 0 ? prepared : withSeedMoved(prepared, anew * FRESH_SEEDS));
  if (anew === 0) return design;
  const moved = design.members.map((member) => ({ ...member, number: member.number + anew * FRESH_SEEDS }));
  return { ...design, members: moved };
}

/** The same data, for which folds are drawn by another seed. */
function withSeedMoved(prepared: Prepared, by: number): Prepared {
  const { recipe } = prepared;
  const { split } = recipe.data;
  return {
    ...prepared,
    recipe: { ...recipe, data: { ...recipe.data, split: { ...split, seed: split.seed + by } } },
  };
}

function designBySplit(prepared: Prepared): Design {
  const { split, recipe } = prepared;
  const poolRows = Int32Array.from([...split.train, ...split.dev]).sort();
  const isLarge =
    poolRows.length > MOST_CROSS_VALIDATED_ROWS ||
    poolRows.length * elementsPerRow(prepared.table) > MOST_CROSS_VALIDATED_ELEMENTS;
  const apart = isLarge || split.dev.length === 0 ? undefined : foldsApart(prepared, poolRows);
  if (apart) return apart;
  if (!split.devIsDrawn || split.dev.length === 0 || isLarge) {
    const members = Array.from({ length: SEEDS_ON_ONE_SPLIT }, (_, repeat) => ({
      number: repeat,
      repeat,
      train: split.train,
      dev: split.dev,
    }));
    return { kind: "fixedSplit", repeats: SEEDS_ON_ONE_SPLIT, members };
  }
  const members = Array.from({ length: REPEATS }, (_, repeat) =>
    folds(poolRows, prepared, randomKey(recipe.data.split.seed, STREAMS.split, 1 + repeat)).map(
      (fold, index) => ({
        number: repeat * FOLDS + index,
        repeat,
        ...fold,
      }),
    ),
  ).flat();
  return { kind: "crossValidation", repeats: REPEATS, members };
}

/** How many rows judge for each one that is trained on, where members are folds; 0 of seeds on one split. */
export function testShareOf({ kind, members }: Pick<Design, "kind" | "members">): number {
  if (kind === "fixedSplit") return 0;
  return mean(members.map(({ train, dev }) => dev.length / train.length));
}

/** A design of other members, such as some of its own. */
export function withMembers(design: Design, members: readonly MemberRows[]): Design {
  return { ...design, members, repeats: new Set(members.map(({ repeat }) => repeat)).size };
}

/** One split needs two seeds to tell their noise; the folds of a cross-validation tell it in one repeat. */
export function leastRepeats({ kind }: Design): number {
  return kind === "fixedSplit" ? 2 : 1;
}

/** Folds by group, or forward in time; undefined of other splits, and where that cannot be. */
function foldsApart({ table, target, split, recipe }: Prepared, rows: Int32Array): Design | undefined {
  const column = recipe.data.split.column ?? table.splitColumn;
  if (column === undefined || (split.method !== "group" && split.method !== "time")) return undefined;
  const forward = split.method === "time";
  const { seed } = recipe.data.split;
  const request = { table, target, rows, column, folds: FOLDS };
  const repeated = Array.from({ length: REPEATS }, (_, repeat) =>
    forward ? forwardFolds({ ...request, seed }) : groupFolds({ ...request, seed: seed + 1 + repeat }),
  );
  if (repeated.includes(undefined)) return undefined;
  const members = repeated.flatMap((parts, repeat) =>
    parts!.map((fold, index) => ({ number: repeat * FOLDS + index, repeat, ...fold })),
  );
  return { kind: "crossValidation", repeats: REPEATS, members, ...(forward ? { forward } : {}) };
}

/** The numbers in a row's arrays. */
function elementsPerRow({ columns }: Table): number {
  return columns.reduce((sum, column) => sum + (column.type === "tensor" ? rowWidth(column) : 0), 0);
}

/** Folds of the rows, each class (or the whole of a regression) dealt out evenly, and copies together. */
function folds(
  rows: Int32Array,
  { target, split: { copies } }: Pick<Prepared, "target" | "split">,
  key: number,
): { train: Int32Array; dev: Int32Array }[] {
  const leaderOf = (row: number) => (copies ? copies[row] : row);
  const leaders = copies ? [...new Set(Array.from(rows, leaderOf))] : Array.from(rows);
  const order = shuffle(leaders, key);
  if (target.task === "classification") order.sort((a, b) => target.codes[a] - target.codes[b]);
  const foldOf = new Map(order.map((row, position) => [row, position % FOLDS]));
  return Array.from({ length: FOLDS }, (_, fold) => ({
    train: rows.filter((row) => foldOf.get(leaderOf(row)) !== fold),
    dev: rows.filter((row) => foldOf.get(leaderOf(row)) === fold),
  }));
}

/**
 * Trains a recipe's committee, side by side on the workshop's workers; a single member gets the cores for
 * itself.
 */
export async function trainCommittee(
  workshop: Workshop,
  prepared: Prepared,
  options: {
    recipe: Recipe;
    members: readonly MemberRows[];
    title: string;
    place: CommitteePlace;
    /** Recipes of a training's parts, one after the other, of which `recipe` is the last. */
    stages?: readonly Recipe[];
    /**
     * When it is aborted, members whose training has not ended are left out, but for the first, which ends
     * with the epochs that it has.
     */
    late?: AbortSignal;
  },
): Promise<Committee> {
  const { members, recipe, title, late, stages = [recipe] } = options;
  const cores = members.length > 1 ? workshop : { ...workshop, threads: workshop.threadsAlone };
  const trainings = await mapLimit(members, workshop.parallel, (member) =>
    inTime(
      late !== undefined && member !== members[0] ? { ...cores, signal: late } : cores,
      workshop.signal,
      (place) =>
        performStages(place, prepared, {
          stages: stages.map((stage) => seededFor(stage, member)),
          rows: member,
          place: { ...options.place, member: member.number + 1 },
          title: `${title}, member ${member.number + 1}`,
          ...(late !== undefined && member === members[0] ? { late } : {}),
        }),
    ),
  );
  const ended = members.filter((_, index) => trainings[index] !== undefined);
  return assemble(
    recipe,
    ended,
    trainings.filter((training) => training !== undefined),
  );
}

/** A recipe with the seed of one of a committee's members. */
export function seededFor(recipe: Recipe, { number }: Pick<MemberRows, "number">): Recipe {
  return applyPatch(recipe, [{ op: "set", path: "training.seed", value: recipe.training.seed + number }]);
}

/** A training; undefined where its own signal stopped it and not the job's. */
async function inTime(
  workshop: Workshop,
  job: AbortSignal,
  train: (workshop: Workshop) => Promise<Training>,
): Promise<Training | undefined> {
  if (workshop.signal !== job && workshop.signal.aborted) return undefined;
  try {
    return await train(workshop);
  } catch (error) {
    if (workshop.signal.aborted && !job.aborted) return undefined;
    throw error;
  }
}

/**
 * The trainings whose average is the model: all, but of folds that go forward in time those that were trained
 * on the most rows, because the others do not know the latest ones.
 */
export function finalTrainings({ trainings }: Committee, { forward }: Design): readonly Training[] {
  if (!forward) return trainings;
  const most = trainings.reduce((rows, training) => Math.max(rows, training.trainRows), 0);
  return trainings.filter((training) => training.trainRows === most);
}

/** A committee of the first repeats and one of the rest, as one. */
export function joinCommittees(a: Committee, b: Committee): Committee {
  return {
    recipe: a.recipe,
    members: [...a.members, ...b.members],
    trainings: [...a.trainings, ...b.trainings],
    devByRepeat: [...a.devByRepeat, ...b.devByRepeat],
  };
}

function assemble(recipe: Recipe, members: readonly MemberRows[], trainings: readonly Training[]): Committee {
  const repeats = [...new Set(members.map((member) => member.repeat))];
  return {
    recipe,
    members,
    trainings,
    devByRepeat: repeats.map((repeat) =>
      together(
        trainings.filter((_, index) => members[index].repeat === repeat).map((training) => training.dev),
      ),
    ),
  };
}

/** Predictions of several parts as one, in the order of the table's rows. */
function together(parts: readonly RowPredictions[]): RowPredictions {
  const width = parts[0].prediction.length / parts[0].rows.length;
  const entries = parts.flatMap(({ rows, prediction }) =>
    Array.from(rows, (row, index) => ({
      row,
      values: prediction.subarray(index * width, (index + 1) * width),
    })),
  );
  entries.sort((a, b) => a.row - b.row);
  const prediction = new Float32Array(entries.length * width);
  entries.forEach(({ values }, index) => prediction.set(values, index * width));
  return { rows: Int32Array.from(entries, ({ row }) => row), prediction };
}

/**
 * The dev losses of a committee's members, as verification takes them: by the metric that was told, over all
 * dev rows of a repeat together, because a fold may have few rows of a class (Forman & Scholz,
 * "Apples-to-Apples in Cross-Validation Studies", 2010); else by the loss that stands for the usual metric.
 */
export function memberResults(committee: Committee, target: JudgedTarget): MemberResult[] {
  const [{ rows: allDevRows }] = committee.devByRepeat;
  const ownRows = committee.trainings.some(({ dev }) => dev.rows.length < allDevRows.length);
  const losses = target.chosen
    ? lossesByMetric(committee, target, target.chosen)
    : usualLosses(committee, target, allDevRows);
  return committee.trainings.map(({ dev, recipe }, index) => {
    return {
      member: committee.members[index].number + 1,
      seed: recipe.training.seed,
      ...(ownRows ? { examples: dev.rows } : {}),
      perExampleLoss: losses[index],
      score: scoresOf(target, dev).metrics[target.judgedBy],
    };
  });
}

function usualLosses({ trainings }: Committee, target: JudgedTarget, allDevRows: Int32Array): Float64Array[] {
  const variances = target.task === "regression" ? targetVariances(target, allDevRows) : [];
  return trainings.map(({ dev }) => lossPerRow(target, dev, variances));
}

function lossesByMetric(
  { members, trainings, devByRepeat }: Committee,
  target: JudgedTarget,
  metric: ChosenMetric,
): Float64Array[] {
  const repeats = [...new Set(members.map(({ repeat }) => repeat))];
  const byRepeat = devByRepeat.map((predictions) => {
    const losses = judgeRows(target, metric, predictions).losses();
    return new Map(Array.from(predictions.rows, (row, index) => [row, losses[index]]));
  });
  return trainings.map(({ dev }, index) => {
    const losses = byRepeat[repeats.indexOf(members[index].repeat)];
    return Float64Array.from(dev.rows, (row) => losses.get(row)!);
  });
}

/**
 * The dev scores of a committee's members: the mean over the repeats; per class, quantile and confusion of
 * the first.
 */
export function devScores(committee: Committee, target: JudgedTarget): PartScores {
  return averaged(committee.devByRepeat.map((predictions) => scoresOf(target, predictions)));
}

/** The training scores of a committee's members, on average. */
export function trainScores(committee: Committee, target: JudgedTarget): PartScores {
  return averaged(committee.trainings.map((training) => scoresOf(target, training.train)));
}

function averaged(scores: readonly PartScores[]): PartScores {
  const perValue = scores[0].perValue?.map(({ column }, place) => ({
    column,
    metrics: meanMetrics(scores.map((score) => score.perValue![place].metrics)),
  }));
  const metrics = meanMetrics(scores.map((score) => score.metrics));
  return { ...scores[0], metrics, ...(perValue ? { perValue } : {}) };
}
