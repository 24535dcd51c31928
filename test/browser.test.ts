import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  applyPreprocessing,
  baselineRecipe,
  blockTypes,
  chooseTarget,
  fitPreprocessing,
  planTraining,
  runTraining,
  tableFromColumns,
} from "../src/browser.ts";
import { decodeModel, modelToOnnx, predictTable } from "../src/browser-runs.ts";
import type { Model } from "../src/model/model.ts";
import type { HistoryRow } from "../src/run/history.ts";
import { nodeRuntime } from "../src/runtime/session.node.ts";
import { type OpenPage, openPage } from "./support/browser.ts";
import type { Page } from "./support/browser-page.ts";
import { findChromium } from "./support/chromium.ts";
import { EPOCHS, prepareDigits } from "./support/digits.ts";
import { root } from "./support/paths.ts";

declare const page: Page;

const csv = readFileSync(join(root, "data/digits.csv"), "utf8");
const chromium = findChromium();
/** Where the tests are to be complete, a missing browser is a failure. */
const skipped = chromium === undefined && !process.env.CI;

if (skipped)
  console.warn("No Chromium: the browser tests are skipped. Set CHROMIUM_PATH, or install chromium.");

describe.skipIf(skipped)("in headless Chromium", () => {
  let opened: OpenPage;
  let digits: Awaited<ReturnType<typeof prepareDigits>>;

  beforeAll(async () => {
    if (chromium === undefined) throw new Error("There is no Chromium; set CHROMIUM_PATH.");
    [opened, digits] = [await openPage(chromium), await prepareDigits(csv)];
  });
  afterAll(() => opened?.close());

  test("a worker fits digits as Node does, IndexedDB keeps the run, and the kept model predicts", async () => {
    const history: HistoryRow[] = [];
    const hooks = { onHistory: (row: HistoryRow) => history.push(row) };
    const outcome = await runTraining(digits.plan, nodeRuntime, { hooks });
    const own = await predictTable(digits.model(outcome.chosen), digits.table, nodeRuntime);

    const received = await opened.page.evaluate((text) => page.fitDigits(text), csv);
    expect(opened.messages.filter((message) => /^(pageerror|error)/.test(message))).toEqual([]);
    expect(received.status).toBe("finished");
    expect(received.recipe).toEqual(digits.recipe);
    // The same counted random numbers: bit for bit.
    expect(Buffer.compare(bytesOf(received.initial), bytesOf(digits.plan.initial.parameters))).toBe(0);
    expect(received.history.map(({ step, kind }) => [step, kind])).toEqual(
      history.map(({ step, kind }) => [step, kind]),
    );
    const epochs = (rows: readonly HistoryRow[]) => rows.filter((row) => row.kind === "epoch");
    const [first, ownFirst] = [epochs(received.history)[0].values, epochs(history)[0].values];
    // Sums in another order, over the few dozen steps of an epoch.
    expect(Math.abs(first["train.loss"] - ownFirst["train.loss"])).toBeLessThan(1e-4);
    expect(Math.abs(first["dev.loss"] - ownFirst["dev.loss"])).toBeLessThan(1e-4);
    expect(epochs(received.history)).toHaveLength(EPOCHS);
    expect(received.steps).toBe(outcome.state.step);
    // Where two classes are all but equal, rounding may decide a row.
    const row = 1 / digits.devRows;
    expect(Math.abs(received.devAccuracy - digits.devAccuracy(own))).toBeLessThanOrEqual(row);
    expect(received.devAccuracy).toBeGreaterThan(0.9);
    // The file from the page, in Node: the same network, so only rounding differs.
    const model = decodeModel(Uint8Array.from(received.modelFile), "the page's model");
    const predicted = await predictTable(model, digits.table, nodeRuntime);
    expect(largestDifference(predicted, received.probabilities)).toBeLessThan(1e-5);
  });

  test("a training is interrupted between two steps, and continues in another worker to the same weights", async () => {
    const whole = await opened.page.evaluate((text) => page.fitDigits(text), csv);
    const parts = await opened.page.evaluate((text) => page.interruptDigits(text), csv);
    expect(parts.interrupted).toBe("interrupted");
    expect(parts.interruptedAt).toBeLessThan(whole.steps);
    expect(parts.status).toBe("finished");
    expect(Buffer.compare(bytesOf(parts.parameters), bytesOf(whole.parameters))).toBe(0);
  });

  test("an exported model takes raw columns, words among them, and predicts as in Node", async () => {
    const { model, table, columns } = smallModel();
    const file = [...(await modelToOnnx(model))];
    const received = await opened.page.evaluate((given) => page.runExported(given.file, given.columns), {
      file,
      columns,
    });
    const own = await predictTable(model, table, nodeRuntime);
    expect(new Set(own).size).toBeGreaterThan(10);
    expect(largestDifference(own, received.probabilities)).toBeLessThan(1e-6);
    const classes = ["big", "small"];
    const labels = Array.from(
      { length: table.rows },
      (_, row) => classes[own[2 * row] >= own[2 * row + 1] ? 0 : 1],
    );
    expect(received.labels).toEqual(labels);
  });

  test("without a WebGPU adapter the CPU trains, and the page is told why", async () => {
    const received = await opened.page.evaluate((text) => page.fitDigitsOn(text, "webgpu"), csv);
    expect(received.device).toBe("cpu");
    expect(received.failure).toMatch(/^WebGPU cannot be used here \(.+\), so the CPU computes instead\.$/);
    expect(received.status).toBe("finished");
  });

  test("IndexedDB keeps what every store must keep", async () => {
    const results = await opened.page.evaluate(() => page.checkStore());
    expect(results.length).toBeGreaterThan(5);
    expect(results.filter(({ failure }) => failure !== null)).toEqual([]);
  });
});

// Chromium brings SwiftShader, an adapter without a graphics card; TRAINWELL_TEST_WEBGPU=1 asks for this.
describe.runIf(!skipped && process.env.TRAINWELL_TEST_WEBGPU === "1")("in Chromium with WebGPU", () => {
  test("a worker fits digits on WebGPU as on the CPU", { timeout: 120_000 }, async () => {
    const opened = await openPage(chromium!, { webgpu: true });
    try {
      const fit = (device: "cpu" | "webgpu") =>
        opened.page.evaluate(([text, wanted]) => page.fitDigitsOn(text, wanted), [csv, device] as const);
      const received = await fit("webgpu");
      const expected = await fit("cpu");
      expect(opened.messages.filter((message) => /^(pageerror|error)/.test(message))).toEqual([]);
      expect(received.device).toBe("webgpu");
      expect(received.status).toBe("finished");
      const where = (rows: readonly HistoryRow[]) => rows.map(({ step, kind }) => [step, kind]);
      expect(where(received.history)).toEqual(where(expected.history));
      const losses = (rows: readonly HistoryRow[]) =>
        rows.filter(({ kind }) => kind === "epoch").map(({ values }) => values["dev.loss"]);
      // Sums in another order, which Adam amplifies over the steps of four epochs.
      losses(received.history).forEach((loss, epoch) => {
        expect(Math.abs(loss - losses(expected.history)[epoch])).toBeLessThan(2e-3);
      });
    } finally {
      await opened.close();
    }
  });
});

/**
 * A model with initial weights of a table with missing numbers, words and booleans, and the table's raw
 * columns.
 */
function smallModel() {
  const rows = Array.from({ length: 24 }, (_, row) => row);
  const size = rows.map((row) => (row % 5 === 0 ? null : row / 3));
  const colour = rows.map((row) => ["red", "größe", "", "blue"][row % 4]);
  const flag = rows.map((row) => [true, false, null][row % 3]);
  const label = rows.map((row) => (row > 12 ? "big" : "small"));
  const table = tableFromColumns([
    ["size", size],
    ["colour", colour],
    ["flag", flag],
    ["label", label],
  ]);
  const target = chooseTarget(table, { target: "label" });
  const preprocessing = fitPreprocessing(table, Int32Array.from(rows.slice(2)), { target });
  const dataset = applyPreprocessing(table, preprocessing);
  const features = dataset.blocks[0].rowShape[0];
  const about = { target: "label", task: "classification", outputs: 2, rows: 24, features } as const;
  const recipe = baselineRecipe({ ...about, blocks: dataset.blocks });
  const { initial } = planTraining(recipe, dataset, { rows: { train: Int32Array.from(rows) } });
  const model: Model = {
    recipe,
    target: "classes",
    outputs: 2,
    members: [{ ...initial, preprocessing, inputs: blockTypes(dataset) }],
  };
  const words = flag.map((value) => (value === null ? "" : String(value)));
  const columns = {
    size: { type: "float64" as const, values: size },
    colour: { type: "string" as const, values: colour },
    flag: { type: "string" as const, values: words },
  };
  return { model, table, columns };
}

function bytesOf(numbers: ArrayLike<number>): Uint8Array {
  return new Uint8Array(Float32Array.from(numbers).buffer);
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Array.from(a).reduce((most, value, index) => Math.max(most, Math.abs(value - b[index])), 0);
}
