import { describe, expect, test } from "vitest";
import { epochOrder } from "../data/split/epoch-order.ts";
import { sampleDataset, samplePlan, train } from "../train/training.samples.ts";
import { mixupShare } from "./mixup.ts";

const mixed = (mixup = 0.3, options: Parameters<typeof samplePlan>[0] = {}) =>
  samplePlan({ ...options, training: { mixup, ...options.training } });

/**
 * One plain step of gradient descent at rate 1 on a linear network: the change of the weights is minus the
 * gradient.
 */
const LINEAR = {
  network: { layers: [{ id: "output", kind: "dense", units: "outputs" }] },
  optimizer: { kind: "sgd", learningRate: 1 },
  schedule: { kind: "constant" },
};

describe("mixup", () => {
  const whole = train(mixed(), { stepsPerCall: 1 });

  test("does not depend on the number of steps in a call, and resumes with the same result", async () => {
    const { outcome, history } = await train(mixed(), { stepsPerCall: 5 });
    expect(outcome.state).toEqual((await whole).outcome.state);
    expect(history).toEqual((await whole).history);
    const first = await train(mixed(), { stepsPerCall: 2, stopAfter: 6 });
    const rest = await train(mixed(), { resume: first.outcome.state });
    expect(rest.outcome.state).toEqual((await whole).outcome.state);
  });

  test("changes the training, and leaves the dev loss a plain one", async () => {
    const bare = await train(samplePlan({ training: { epochs: 1 } }));
    const one = await train(mixed(0.3, { training: { epochs: 1 } }));
    expect(one.outcome.state.parameters).not.toEqual(bare.outcome.state.parameters);
    const loss = (of: typeof one) => of.history.find((row) => row.kind === "epoch")!.values["dev.loss"];
    expect(Math.abs(loss(one) - loss(bare))).toBeLessThan(0.5);
  });

  test("takes the gradient of the mixed loss of mixed inputs", async () => {
    const rows = 5;
    const plan = samplePlan({
      recipe: LINEAR,
      trainRows: rows,
      dev: false,
      probes: false,
      training: { mixup: 0.4, batchSize: "all", epochs: 1, earlyStopping: null },
    });
    const { outcome } = await train(plan);
    const [order, share] = [orderOf(plan), mixupShare(plan.training, 0)];
    const { data } = plan.blocks[0];
    const codes = plan.blocks[1].data;
    const before = plan.initial.parameters;
    // The bias (3) follows the kernel [6, 3] or comes before it; both are small and packed in the order of
    // the layer.
    const kernelFirst = plan.parameters.pieces[0].members[0].size === 18;
    const [kernel, bias] = kernelFirst ? [0, 18] : [3, 0];
    const gradient = new Float64Array(21);
    for (let place = 0; place < rows; place++) {
      const [own, other] = [order[place], order[rows - 1 - place]];
      const x = Array.from({ length: 6 }, (_, feature) => {
        const at = (row: number) => Number(data[row * 6 + feature]);
        return share * at(own) + (1 - share) * at(other);
      });
      const scores = [0, 1, 2].map(
        (unit) =>
          before[bias + unit] +
          x.reduce((sum, value, feature) => sum + value * before[kernel + feature * 3 + unit], 0),
      );
      const total = scores.reduce((sum, value) => sum + Math.exp(value), 0);
      scores.forEach((value, unit) => {
        const wanted =
          share * Number(Number(codes[own]) === unit) + (1 - share) * Number(Number(codes[other]) === unit);
        const slope = (Math.exp(value) / total - wanted) / rows;
        gradient[bias + unit] += slope;
        x.forEach((input, feature) => {
          gradient[kernel + feature * 3 + unit] += slope * input;
        });
      });
    }
    // float32 against float64: a few units of 6e-8 on numbers of about 1.
    outcome.state.parameters.forEach((after, index) =>
      expect(Math.abs(before[index] - gradient[index] - after)).toBeLessThan(2e-6),
    );
  });

  test("refuses codes of categories", () => {
    const codes = { name: "category:city", dtype: "int32" as const, rowShape: [], cardinality: 3 };
    const dataset = sampleDataset({ extra: [{ ...codes, data: new Int32Array(200) }] });
    expect(() =>
      mixed(0.3, {
        dataset,
        recipe: {
          network: {
            layers: [
              { id: "city", kind: "embedding", inputs: ["category:city"], units: 2 },
              { id: "joined", kind: "concatenate", inputs: ["features", "city"] },
              { id: "output", kind: "dense", units: "outputs" },
            ],
          },
        },
      }),
    ).toThrow('training.mixup mixes the numbers of two examples, and "category:city" holds codes');
  });
});

function orderOf({ trainRows, training }: ReturnType<typeof samplePlan>): Int32Array {
  return epochOrder(trainRows as Int32Array, { seed: training.seed, epoch: 0 });
}
