import { describe, expect, test } from "vitest";
import { randomKey, uniform } from "../../base/random.ts";
import { Augmenter } from "../../data/augment/augmenter.ts";
import { applyPreprocessing } from "../../data/prepare/apply-preprocessing.ts";
import { fitPreprocessing } from "../../data/prepare/fit-preprocessing.ts";
import { type StreamRecord, tableOf } from "../../data/stream/record-stream.ts";
import { surveyStream } from "../../data/stream/survey.ts";
import { allRows } from "../../data/table/table.ts";
import { chooseTarget } from "../../data/target/task.ts";
import { datasetBlocks } from "../../program/dataset-blocks.ts";
import { planStream } from "../plan/plan-stream.ts";
import { sampleRecipe, train } from "../training.samples.ts";
import { RecordRows } from "./record-rows.ts";

const ROWS = 300;
const recordAt = (index: number): StreamRecord => {
  const [a, b] = [1, 2].map((element) => uniform(randomKey(4, element), index));
  return { a, b, place: `p${index % 7}`, y: a + b > 1 ? "over" : "under" };
};
const records = (count = ROWS) =>
  async function* () {
    for (let index = 0; index < count; index++) yield recordAt(index);
  };

async function stream(options: { augment?: readonly object[]; bufferRows?: number; later?: number } = {}) {
  const { augment = [], bufferRows = 50, later = ROWS } = options;
  const recipe = sampleRecipe({
    recipe: { data: { target: "y", augment } },
    training: { epochs: 3, earlyStopping: null },
  });
  let pulled = 0;
  const source = async function* () {
    for await (const record of records(pulled === 0 ? ROWS : later)()) {
      pulled++;
      yield record;
    }
  };
  const survey = await surveyStream(source, {
    target: ["y"],
    seed: 1,
    devShare: 0.2,
    mostDev: 1000,
    mostSample: 1000,
  });
  const table = tableOf(survey.sample, {});
  const target = chooseTarget(table, { target: "y" });
  const preprocessing = fitPreprocessing(table, allRows(table.rows), { target });
  const dataset = (rows: readonly StreamRecord[]) => applyPreprocessing(tableOf(rows, {}), preprocessing);
  const sample = dataset(survey.sample);
  const plan = planStream(
    recipe,
    { sample, dev: dataset(survey.dev), rows: survey.rows.train },
    { threads: 1 },
  );
  const reference = { blocks: datasetBlocks(sample), trainRows: allRows(sample.rows), seed: 1 };
  const rows = () =>
    new RecordRows({
      source,
      survey,
      preprocessing,
      classWeights: "none",
      blocks: plan.blocks,
      augmenter: augment.length > 0 ? new Augmenter(recipe.data.augment, reference) : undefined,
      bufferRows,
      seed: 1,
    });
  return { plan, rows, pulled: () => pulled, survey };
}

describe.each([
  ["plain", []],
  ["augmented", [{ kind: "noise" }, { kind: "swap" }]],
])("a %s training on a stream", (_, augment) => {
  test("does not depend on calls, chunks or what is prepared ahead, and resumes with the same result", async () => {
    const { plan, rows } = await stream({ augment });
    const whole = await train(plan, { stream: rows(), stepsPerCall: 1 });
    expect(whole.outcome.status).toBe("finished");
    for (const options of [
      { stepsPerCall: 5 },
      { chunkSteps: 1, ahead: 0 },
      { chunkSteps: 4, ahead: 6, stepsPerCall: 3 },
    ]) {
      const other = await train(plan, { stream: rows(), ...options });
      expect(other.outcome.state).toEqual(whole.outcome.state);
      expect(other.history).toEqual(whole.history);
    }
    for (const stopAfter of [2, 5]) {
      const first = await train(plan, { stream: rows(), stepsPerCall: 4, stopAfter });
      expect(first.outcome.status).toBe("interrupted");
      const rest = await train(plan, { stream: rows(), resume: first.outcome.state });
      expect(rest.outcome.state).toEqual(whole.outcome.state);
    }
  });
});

test("each epoch sees every training row once, in another order", async () => {
  const { plan, rows, survey } = await stream();
  const [width] = plan.blocks[0].rowShape;
  const provider = rows();
  const { train: count } = survey.rows;
  const epoch = async (number: number) => {
    const blocks = await provider.prepare({ epoch: number, from: 0, to: count });
    return [...(blocks[0].data as Float32Array)].filter((_, index) => index % width === 0);
  };
  const [first, second] = [await epoch(0), await epoch(1)];
  await provider.close();
  expect(first).not.toEqual(second);
  expect(first.toSorted()).toEqual(second.toSorted());
  expect(new Set(first).size).toBe(count);
});

test("rows are read no further ahead than the buffer, the records at once, and the chunk", async () => {
  const { rows, pulled, survey } = await stream({ bufferRows: 20 });
  const provider = rows();
  const before = pulled();
  await provider.prepare({ epoch: 0, from: 0, to: 10 });
  // 256 records at once, of which a fifth is held out: at most 257 more are read than ten rows and the buffer
  // need.
  expect(pulled() - before).toBeLessThanOrEqual(Math.ceil(30 / 0.6) + 257);
  expect(provider.mostHeld).toBeLessThanOrEqual(20 + 256 + 10);
  expect(survey.rows.train).toBeGreaterThan(200);
  await provider.close();
});

test.each([
  [250, "fewer"],
  [350, "more"],
])("a later pass of %i records instead of 300 is refused", async (later, how) => {
  const { plan, rows } = await stream({ later });
  await expect(train(plan, { stream: rows() })).rejects.toThrow(
    `The stream gave ${how} records to train on in a later pass`,
  );
});

test("an error of the source is the training's", async () => {
  const { plan, rows } = await stream();
  const provider = rows();
  provider.prepare = async () => {
    throw new Error("the disk is gone");
  };
  await expect(train(plan, { stream: provider })).rejects.toThrow("the disk is gone");
});
