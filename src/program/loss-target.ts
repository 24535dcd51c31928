import { TrainwellError } from "../base/errors.ts";
import type { Dataset } from "../data/prepare/dataset.ts";
import { taskOfTarget } from "../data/target/target.ts";
import {
  allLosses,
  balanceLoss,
  lossDefinition,
  type TargetCounts,
  type TargetKind,
} from "../nn/losses/index.ts";
import type { LossSpec } from "../nn/losses/outputs.ts";

type Target = NonNullable<Dataset["target"]>;

/** How far the shares of a row may sum up to something else than 1. */
const SUM_TOLERANCE = 1e-3;

/**
 * Checks that a loss fits what is to be learnt, before anything is trained.
 *
 * @throws TrainwellError `loss-target` when the loss is for another kind of target; `target-scaled` when it
 *   wants values as they are, and they were scaled; `target-domain` when a value is one that it cannot take,
 *   with the row and column.
 */
export function checkLossTarget(loss: LossSpec, target: Target): void {
  const definition = lossDefinition(loss.kind);
  if (!definition.targets.includes(target.kind)) throw wrongKind(loss.kind, definition.targets, target.kind);
  if (target.kind !== "values" || definition.values === undefined) return;
  const { scaling, domain } = definition.values;
  const isScaled = target.mean.some((mean) => mean !== 0) || target.scale.some((scale) => scale !== 1);
  if (scaling === "none" && isScaled) throw scaled(loss.kind);
  if (domain === undefined) return;
  const rows = target.data.length / target.width;
  for (let row = 0; row < rows; row++) {
    const values = target.data.subarray(row * target.width, (row + 1) * target.width);
    // Rows without a target are not trained on.
    if (values.some(Number.isNaN)) continue;
    const place = values.findIndex((value) => value < 0);
    if (place >= 0) throw negative(loss.kind, { target, row, place });
    const sum = values.reduce((total, value) => total + value, 0);
    if (domain === "distribution" && (target.width < 2 || Math.abs(sum - 1) > SUM_TOLERANCE))
      throw noDistribution(loss.kind, { target, row, sum });
  }
}

/** A loss with its "balanced" weights as numbers, from the training rows. */
export function balancedLoss<L extends LossSpec>(loss: L, target: Target, trainRows: Int32Array): L {
  if (target.kind === "values") return balanceLoss(loss, { kind: "classes", rows: 0, counts: [] });
  return balanceLoss(loss, countsOf(target, trainRows));
}

function countsOf(target: Exclude<Target, { kind: "values" }>, trainRows: Int32Array): TargetCounts {
  const rows = trainRows.length;
  const names = target.kind === "classes" ? target.classes : target.labels;
  const counts = names.map(() => 0);
  for (const row of trainRows) {
    if (target.kind === "classes") counts[target.data[row]]++;
    else names.forEach((_, place) => (counts[place] += target.data[row * names.length + place]));
  }
  return { kind: target.kind, rows, counts };
}

const KIND_NAMES: Readonly<Record<TargetKind, string>> = {
  classes: "classes",
  values: "numbers",
  labels: "several labels",
};

function wrongKind(kind: string, targets: readonly TargetKind[], received: TargetKind): TrainwellError {
  const fitting = allLosses().filter((loss) => loss.targets.includes(received));
  return new TrainwellError({
    kind: "input",
    code: "loss-target",
    message:
      `The loss "${kind}" is for ${targets.map((name) => KIND_NAMES[name]).join(" or ")}, and the ` +
      `target holds ${KIND_NAMES[received]}.`,
    details: { loss: kind, expected: targets, received },
    hint:
      `Set loss.kind to one of ${fitting.map((loss) => loss.kind).join(", ")}; or, where the column ` +
      `allows it, --task ${taskOfTarget(targets[0])}.`,
  });
}

function scaled(kind: string): TrainwellError {
  return new TrainwellError({
    kind: "usage",
    code: "target-scaled",
    message: `The loss "${kind}" wants target values as they are, and these were scaled.`,
    details: { loss: kind },
    hint: 'Give fitPreprocessing targetScaling: "none".',
  });
}

interface ValuePlace {
  readonly target: Extract<Target, { kind: "values" }>;
  readonly row: number;
}

function negative(kind: string, { target, row, place }: ValuePlace & { place: number }): TrainwellError {
  // The data is float32, whose digits beyond the seventh are not the cell's.
  const received = Number(target.data[row * target.width + place].toPrecision(7));
  const column = target.names?.[place] ?? `value ${place + 1}`;
  return new TrainwellError({
    kind: "input",
    code: "target-domain",
    message:
      `The loss "${kind}" needs targets of at least 0; row ${row + 1} of the data has ${received} ` +
      `in column "${column}".`,
    details: { loss: kind, row: row + 1, column, received },
    hint: "Correct the cell, or choose another loss, such as meanSquaredError.",
  });
}

function noDistribution(kind: string, { target, row, sum }: ValuePlace & { sum: number }): TrainwellError {
  const what =
    target.width < 2
      ? "the target has one column"
      : `those of row ${row + 1} of the data sum up to ${Number(sum.toPrecision(6))}`;
  return new TrainwellError({
    kind: "input",
    code: "target-domain",
    message: `The loss "${kind}" needs several target columns that sum up to 1 in each row; ${what}.`,
    details: { loss: kind, row: row + 1, sum },
    hint: "Divide each row's shares by their sum, or choose another loss, such as meanSquaredError.",
  });
}
