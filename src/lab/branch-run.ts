import { TrainwellError } from "../base/errors.ts";
import { canonicalJson } from "../recipe/canonical-json.ts";
import { formatDiff } from "../recipe/diff.ts";
import type { LayerSpec, Recipe } from "../recipe/schema.ts";
import type { Place } from "../run/place.ts";
import { newRun, type OwnRun } from "../run/record.ts";
import { decodeCheckpoint, encodeCheckpoint } from "../train/trainer/checkpoint.ts";
import type { TrainingState } from "../train/trainer/state.ts";
import type { Workshop } from "./workshop.ts";

/** Parts that a checkpoint does not go on with: other data, another network, another meaning of a step. */
const FIXED: readonly (readonly [string, (recipe: Recipe) => unknown])[] = [
  ["data", ({ data }) => data],
  ["network", ({ network }) => ({ ...network, layers: network.layers.map(withoutRate) })],
  ["loss.kind", ({ loss }) => loss.kind],
  ["optimizer.kind", ({ optimizer }) => optimizer.kind],
  ["optimizer.groups", ({ optimizer }) => optimizer.groups],
  ["training.batchSize", ({ training }) => training.batchSize],
  ["training.accumulate", ({ training }) => training.accumulate],
  ["training.lastBatch", ({ training }) => training.lastBatch],
  ["training.averaging", ({ training }) => training.averaging],
  ["training.members", ({ training }) => training.members],
  ["training.seed", ({ training }) => training.seed],
  ["training.precision", ({ training }) => training.precision],
  ["judge", ({ judge }) => judge],
];

/** How much a layer drops is an input of the step. */
function withoutRate({ rate: _, ...layer }: LayerSpec): unknown {
  return layer;
}

/**
 * The first part of a recipe that differs from another's and that a checkpoint does not go on with; undefined
 * where all that differs is an input of the step, the schedule or the length.
 */
export function fixedPart(before: Recipe, after: Recipe): string | undefined {
  return FIXED.find(([, part]) => text(part(before)) !== text(part(after)))?.[0];
}

/** A branch as its maker tells it. */
export interface NewBranch {
  readonly recipe: Recipe;
  readonly title: string;
  /** Where it stands in a job; by default it is a training by itself. */
  readonly place?: Place;
  /** Where the other run stood; by default at its last checkpoint. */
  readonly from?: TrainingState;
}

/**
 * Begins a run that goes on from another one's checkpoint with some of its recipe changed: what is an input
 * of its step, such as the learning rate, decay, penalties, dropout rates, the schedule and the length. The
 * other run stays as it is, also where it still trains. The same recipe on the same checkpoint gives the same
 * run, bit for bit.
 *
 * @throws TrainwellError `branch-no-checkpoint`, `branch-nothing` where nothing changes, or `branch-fixed`
 * for a change that a checkpoint does not go on from.
 */
export async function branchRun(
  { store }: Pick<Workshop, "store">,
  parent: OwnRun,
  { recipe, title, place, from }: NewBranch,
): Promise<OwnRun> {
  checkChanges(parent, recipe);
  const bytes = from ? encodeCheckpoint(from) : await store.loadCheckpoint(parent.id);
  if (bytes === undefined) throw withoutCheckpoint(parent.id);
  const state = from ?? decodeCheckpoint(bytes, `the checkpoint of run ${parent.id}`);
  const rows = (await store.history(parent.id)).slice(0, state.historyRows);
  const branch = { run: parent.id, step: state.step, changes: formatDiff(parent.recipe, recipe) };
  const { source, dataHash, environment } = parent;
  const run = newRun(
    {
      title,
      recipe,
      dataHash,
      environment,
      branch,
      status: "interrupted",
      ...(source ? { source } : {}),
      ...(place ? { place } : {}),
    },
    new Date(),
  );
  await store.createRun(run);
  await store.appendHistory(run.id, rows);
  await store.saveCheckpoint(run.id, bytes);
  return run as OwnRun;
}

/**
 * Refuses a recipe that a run cannot go on with from a checkpoint.
 *
 * @throws TrainwellError `branch-nothing` where nothing changes, or `branch-fixed` for a change that a
 *   checkpoint does not go on from.
 */
export function checkChanges({ id, recipe: before }: OwnRun, after: Recipe): void {
  if (canonicalJson(before) === canonicalJson(after))
    throw new TrainwellError({
      kind: "usage",
      code: "branch-nothing",
      message: `Nothing changes in the recipe of run ${id}, so there is no branch to go on with.`,
      details: { run: id },
      hint: "Say what is to change, such as --set optimizer.learningRate=0.0003.",
    });
  const path = fixedPart(before, after);
  if (path === undefined) return;
  throw new TrainwellError({
    kind: "usage",
    code: "branch-fixed",
    message: `"${path}" cannot change from a checkpoint on: run ${id} was begun with it.`,
    details: { run: id, path },
    hint: "Change rates, decay, penalties, dropout, the schedule or the length; else begin a new run.",
  });
}

function text(part: unknown): string {
  return canonicalJson(part ?? null);
}

function withoutCheckpoint(id: string): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "branch-no-checkpoint",
    message: `Run ${id} has no checkpoint to go on from.`,
    details: { run: id },
    hint:
      "Name one of its epochs with --at-epoch, up to which it is then trained again; of a finished run the " +
      "last checkpoint is kept with --keep-checkpoints.",
  });
}
