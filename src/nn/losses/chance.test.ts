import { describe, expect, test } from "vitest";
import * as z from "zod/mini";
import { normal, randomKey } from "../../base/random.ts";
import { normalQuantile } from "../../base/statistics.ts";
import { input } from "../../graph/operations/index.ts";
import { BATCH } from "../../graph/tensor.ts";
import { evaluateGraph } from "../../runtime/reference.ts";
import { balanceLoss } from "./class-weights.ts";
import { allLosses, batchLoss, lossDefinition, type TargetKind } from "./index.ts";

interface Batch {
  readonly kind: string;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly target: TargetKind;
  readonly outputs: number;
  /** Row by row; of labels and several values side by side. */
  readonly targets: readonly number[];
  readonly width?: number;
}

/** The batch's loss as a function of one output for all of its examples, by the loss's own graph. */
function lossOfConstant({ kind, options = {}, target, outputs, targets, width = 1 }: Batch) {
  const definition = lossDefinition(kind);
  const rows = targets.length / width;
  const isClasses = target === "classes";
  const dtype = isClasses ? ("int32" as const) : ("float64" as const);
  const isWide = width > 1 || target === "labels";
  const output = input("output", { dtype: "float64", shape: [BATCH, outputs] });
  const wanted = input("target", { dtype, shape: isWide ? [BATCH, width] : [BATCH] });
  const parsed = z.parse(definition.options, options) as Record<string, unknown>;
  const loss = batchLoss(definition, {
    output,
    target: wanted,
    options:
      target === "values" ? parsed : balanceLoss(parsed, countsOf({ target, outputs, targets, width })),
  });
  const data = Float64Array.from(targets);
  const targetFeed = { dtype, shape: isWide ? [rows, width] : [rows], data };
  return (constant: readonly number[]) => {
    const all = Float64Array.from({ length: rows * outputs }, (_, index) => constant[index % outputs]);
    const feeds = new Map([
      ["output", { dtype: "float64" as const, shape: [rows, outputs], data: all }],
      ["target", targetFeed],
    ]);
    return evaluateGraph([loss], feeds, { batchSize: rows })[0].data[0];
  };
}

function countsOf(batch: {
  target: "classes" | "labels";
  outputs: number;
  targets: readonly number[];
  width: number;
}) {
  const { target, outputs, targets, width } = batch;
  const count = target === "classes" ? Math.max(2, outputs) : width;
  const counts = Array.from({ length: count }, (_, place) =>
    target === "classes"
      ? targets.filter((value) => value === place).length
      : targets.filter((value, index) => index % width === place && value === 1).length,
  );
  return { kind: target, rows: targets.length / width, counts };
}

/** The loss's chance level at the batch's base rates. */
function chanceOf({ kind, options = {}, target, outputs, targets, width = 1 }: Batch): number | undefined {
  const definition = lossDefinition(kind);
  const rows = targets.length / width;
  const means =
    target === "values"
      ? Array.from({ length: width }, (_, place) =>
          targets.reduce((sum, value, index) => sum + (index % width === place ? value : 0) / rows, 0),
        )
      : countsOf({ target, outputs, targets, width }).counts.map((count) => count / rows);
  return definition.chanceLevel(z.parse(definition.options, options), { target, outputs, means });
}

/**
 * The least loss of a constant output, by a search that shrinks its steps; every loss here is convex in it.
 */
function leastConstant(lossAt: (constant: readonly number[]) => number, outputs: number): number {
  let best = new Array<number>(outputs).fill(0);
  let least = lossAt(best);
  let size = 2;
  for (let attempt = 0; size > 1e-7; attempt++) {
    const moved = best.map(
      (value, index) => value + size * normal(randomKey(3, outputs), attempt * outputs + index),
    );
    const loss = lossAt(moved);
    if (loss < least) [best, least, size] = [moved, loss, size * 1.5];
    else size *= 0.97;
  }
  return least;
}

const repeat = (counts: readonly number[]) =>
  counts.flatMap((count, value) => new Array<number>(count).fill(value));
const two = { target: "classes", outputs: 1, targets: repeat([14, 6]) } as const;
const twoOutputs = { ...two, outputs: 2 } as const;
const three = { target: "classes", outputs: 3, targets: repeat([12, 6, 2]) } as const;
const tied = { target: "classes", outputs: 3, targets: repeat([8, 7, 5]) } as const;
const even = { target: "classes", outputs: 3, targets: repeat([4, 4, 4]) } as const;
const labels = {
  target: "labels",
  outputs: 2,
  width: 2,
  // The first label in 3 of 10 rows, the second in 6.
  targets: Array.from({ length: 10 }, (_, row) => [Number(row < 3), Number(row % 5 < 3)]).flat(),
} as const;

describe("the chance level is the least loss of any constant output:", () => {
  test.each<[string, Batch]>([
    ["softmax", { kind: "softmaxCrossEntropy", ...three }],
    ["softmax of equal classes", { kind: "softmaxCrossEntropy", ...even }],
    ["smoothed softmax", { kind: "softmaxCrossEntropy", options: { labelSmoothing: 0.2 }, ...three }],
    ["weighted softmax", { kind: "softmaxCrossEntropy", options: { classWeights: [1, 2, 5] }, ...three }],
    [
      "weighted and smoothed softmax",
      { kind: "softmaxCrossEntropy", options: { classWeights: [1, 2, 5], labelSmoothing: 0.1 }, ...three },
    ],
    ["balanced softmax", { kind: "softmaxCrossEntropy", options: { classWeights: "balanced" }, ...three }],
    ["sigmoid of two classes", { kind: "sigmoidCrossEntropy", ...two }],
    ["sigmoids of two classes", { kind: "sigmoidCrossEntropy", ...twoOutputs }],
    ["weighted sigmoid", { kind: "sigmoidCrossEntropy", options: { classWeights: [1, 3] }, ...two }],
    [
      "weighted, smoothed sigmoid whose yes counts more",
      {
        kind: "sigmoidCrossEntropy",
        options: { classWeights: [1, 3], positiveWeights: [2], labelSmoothing: 0.1 },
        ...two,
      },
    ],
    ["one class against the rest", { kind: "sigmoidCrossEntropy", ...three }],
    [
      "one class against the rest, weighted",
      {
        kind: "sigmoidCrossEntropy",
        options: { classWeights: [1, 2, 5], positiveWeights: [1, 2, 3] },
        ...three,
      },
    ],
    ["labels", { kind: "sigmoidCrossEntropy", ...labels }],
    ["balanced labels", { kind: "sigmoidCrossEntropy", options: { positiveWeights: "balanced" }, ...labels }],
    [
      "weighted labels",
      {
        kind: "sigmoidCrossEntropy",
        options: { classWeights: [1, 3], positiveWeights: [4, 0.5], labelSmoothing: 0.2 },
        ...labels,
      },
    ],
    ["focal of equal classes", { kind: "focal", ...even }],
    ["focal without focus", { kind: "focal", options: { gamma: 0, alpha: 0.25 }, ...three }],
    ["hinge of one output", { kind: "hinge", ...two }],
    ["squared hinge of one output", { kind: "hinge", options: { squared: true, margin: 2 }, ...two }],
    ["hinge, one class in most rows", { kind: "hinge", options: { margin: 2 }, ...three }],
    ["squared hinge, one class in most rows", { kind: "hinge", options: { squared: true }, ...three }],
    ["hinge, no class in most rows", { kind: "hinge", options: { margin: 0.5 }, ...tied }],
    ["squared hinge, no class in most rows", { kind: "hinge", options: { squared: true }, ...tied }],
    ["Weston and Watkins of two", { kind: "hinge", options: { form: "westonWatkins" }, ...twoOutputs }],
    [
      "Weston and Watkins of two, squared",
      { kind: "hinge", options: { form: "westonWatkins", squared: true }, ...twoOutputs },
    ],
    ["Weston and Watkins of equal classes", { kind: "hinge", options: { form: "westonWatkins" }, ...even }],
    [
      "Weston and Watkins of equal classes, squared",
      { kind: "hinge", options: { form: "westonWatkins", squared: true, margin: 2 }, ...even },
    ],
    ["counts", { kind: "poisson", target: "values", outputs: 1, targets: [0, 1, 1, 2, 3, 8] }],
    [
      "several counts",
      { kind: "poisson", target: "values", outputs: 2, width: 2, targets: [0, 4, 1, 9, 5, 2] },
    ],
  ])("%s", (_, batch) => {
    const lossAt = lossOfConstant(batch);
    const chance = chanceOf(batch)!;
    const least = leastConstant(lossAt, batch.outputs);
    // The search stops above the least loss, by little: kinks are approached by steps of 1e-7 and more.
    expect(chance).toBeLessThanOrEqual(least + 1e-9);
    expect(chance).toBeGreaterThan(least - 1e-4);
  });
});

describe("the chance level is the loss of outputs that say the base rates:", () => {
  test.each<[string, Batch]>([
    ["softmax", { kind: "softmaxCrossEntropy", ...three }],
    ["one output", { kind: "sigmoidCrossEntropy", ...two }],
    ["one against the rest", { kind: "sigmoidCrossEntropy", ...three }],
    ["labels", { kind: "sigmoidCrossEntropy", ...labels }],
    ["focal softmax", { kind: "focal", ...three }],
    ["focal softmax with a weight", { kind: "focal", options: { alpha: 0.25 }, ...three }],
    ["focal softmax with weights", { kind: "focal", options: { alpha: [1, 2, 3], gamma: 1 }, ...three }],
    ["focal, one output", { kind: "focal", options: { alpha: 0.25 }, ...two }],
    [
      "focal, one against the rest",
      { kind: "focal", options: { oneAgainstRest: true, alpha: 0.3 }, ...three },
    ],
    ["focal labels", { kind: "focal", ...labels }],
    ["counts", { kind: "poisson", target: "values", outputs: 2, width: 2, targets: [0, 4, 1, 9, 5, 2] }],
  ])("%s", (_, batch) => {
    const { kind, options = {}, target, outputs, targets, width = 1 } = batch;
    const definition = lossDefinition(kind);
    const rows = targets.length / width;
    const rateOf = (unit: number) => {
      const asked = outputs === 1 && target === "classes" ? 1 : unit;
      const yes = targets.reduce((sum, value, index) => {
        if (target === "classes") return sum + Number(value === asked);
        return sum + (index % width === asked ? value : 0);
      }, 0);
      return yes / rows;
    };
    const constant = Array.from({ length: outputs }, (_, unit) =>
      definition.outputFor!(rateOf(unit), z.parse(definition.options, options), { target, units: outputs }),
    );
    expect(chanceOf(batch)).toBeCloseTo(lossOfConstant(batch)(constant), 12);
  });
});

describe("of standardized normal values", () => {
  const COUNT = 20_000;
  const values = Array.from({ length: COUNT }, (_, index) => normalQuantile((index + 0.5) / COUNT));
  const ofValues = (kind: string, options: Record<string, unknown> = {}) => {
    const outputs = lossDefinition(kind).quantiles?.(options).length ?? 1;
    return { kind, options, target: "values", outputs, targets: values } as const;
  };

  test.each([
    ["meanSquaredError", {}],
    ["meanAbsoluteError", {}],
    ["huber", {}],
    ["huber", { delta: 0.3 }],
    ["huber", { delta: 4 }],
  ])("%s %o costs that of the mean", (kind, options) => {
    const batch = ofValues(kind, options);
    // Twenty thousand quantiles stand for the distribution, without its last far tails.
    expect(chanceOf(batch)).toBeCloseTo(lossOfConstant(batch)([0]), 3);
  });

  test("quantiles cost that of the distribution's own", () => {
    const quantiles = [0.05, 0.5, 0.8];
    const batch = ofValues("quantile", { quantiles });
    expect(chanceOf(batch)).toBeCloseTo(lossOfConstant(batch)(quantiles.map(normalQuantile)), 4);
  });
});

test("classes are taken to be equal, and labels to apply half of the time, where their rates are not given", () => {
  const level = (kind: string, target: TargetKind, outputs: number) => {
    const definition = lossDefinition(kind);
    return definition.chanceLevel(z.parse(definition.options, {}), { target, outputs });
  };
  expect(level("softmaxCrossEntropy", "classes", 10)).toBeCloseTo(Math.log(10), 12);
  expect(level("sigmoidCrossEntropy", "classes", 1)).toBeCloseTo(Math.LN2, 12);
  expect(level("sigmoidCrossEntropy", "labels", 5)).toBeCloseTo(Math.LN2, 12);
  expect(level("focal", "labels", 5)).toBeCloseTo(Math.LN2 / 4, 12);
  expect(level("hinge", "classes", 4)).toBe(1);
  expect(level("meanSquaredError", "values", 3)).toBe(1);
});

test("what has no closed form is not known", () => {
  const unknown: Batch[] = [
    { kind: "logCosh", target: "values", outputs: 1, targets: [1, 2] },
    { kind: "klDivergence", target: "values", outputs: 2, width: 2, targets: [0.5, 0.5, 1, 0] },
    { kind: "poisson", options: { full: true }, target: "values", outputs: 1, targets: [1, 2] },
    { kind: "hinge", options: { form: "westonWatkins" }, ...three },
  ];
  for (const batch of unknown) expect(chanceOf(batch), batch.kind).toBeUndefined();
  const poisson = lossDefinition("poisson");
  expect(poisson.chanceLevel({ full: false }, { target: "values", outputs: 1 })).toBeUndefined();
});

describe.each(allLosses().map((loss) => [loss.kind, loss] as const))("%s says its facts:", (_kind, loss) => {
  test("what each kind of its targets is judged by", () => {
    expect(Object.keys(loss.judgedBy).sort()).toEqual([...loss.targets].sort());
    const predictsQuantiles = loss.quantiles !== undefined;
    if (loss.targets.includes("values"))
      expect(loss.judgedBy.values).toBe(predictsQuantiles ? "pinball" : "rmse");
  });

  test("a chance level above 0, or that it is not known", () => {
    const options = z.parse(loss.options, {});
    for (const target of loss.targets) {
      const level = loss.chanceLevel(options, { target, outputs: 3 });
      if (level !== undefined) expect(level).toBeGreaterThan(0);
    }
  });
});
