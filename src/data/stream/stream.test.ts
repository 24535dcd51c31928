import { describe, expect, test } from "vitest";
import { randomKey, uniform } from "../../base/random.ts";
import { fitPreprocessing } from "../prepare/fit-preprocessing.ts";
import { allRows } from "../table/table.ts";
import { chooseTarget } from "../target/task.ts";
import { withExactStatistics } from "./exact-statistics.ts";
import { HashedSample } from "./hashed-sample.ts";
import { type StreamRecord, tableOf } from "./record-stream.ts";
import { rowSink, ShuffleBuffer } from "./shuffle-buffer.ts";
import { surveyStream } from "./survey.ts";

const recordAt = (index: number): StreamRecord => {
  const random = (element: number) => uniform(randomKey(4, element), index);
  return {
    age: random(1) < 0.1 ? null : Math.round(60 * random(2)) + 18,
    city: `city ${Math.floor(40 * random(3) ** 2)}`,
    member: random(4) < 0.3,
    y: random(5) < 0.002 ? "rare" : random(6) < 0.4 ? "yes" : "no",
  };
};
const source = (count: number) =>
  function* () {
    for (let index = 0; index < count; index++) yield recordAt(index);
  };
const settings = {
  target: ["y"],
  seed: 3,
  devShare: 0.1,
  mostDev: 1e6,
  mostSample: 1e6,
};

describe("a survey", () => {
  test("of a stream that fits into memory gives the preprocessing of the table", async () => {
    const survey = await surveyStream(source(3000), settings);
    const table = tableOf(survey.sample, {});
    const target = chooseTarget(table, { target: "y" });
    const fitted = fitPreprocessing(table, allRows(table.rows), { target });
    const exact = withExactStatistics(fitted, survey, {});
    expect(table.rows).toBe(survey.rows.train);
    expect(exact.target).toEqual(fitted.target);
    expect(exact.inputs.map(({ column, kind }) => [column, kind])).toEqual(
      fitted.inputs.map(({ column, kind }) => [column, kind]),
    );
    exact.inputs.forEach((input, index) => {
      const other = fitted.inputs[index];
      if (input.kind !== "numeric" || other.kind !== "numeric") return expect(input).toEqual(other);
      // One pass against two: a few roundings of float64.
      expect(input.shift).toBeCloseTo(other.shift, 10);
      expect(input.scale).toBeCloseTo(other.scale, 10);
      expect(input.statistics.missing).toBe(other.statistics.missing);
      expect(input.indicator).toBe(other.indicator);
    });
  });

  test("keeps bounded samples, and counts all the same", async () => {
    const [whole, small] = [
      await surveyStream(source(20_000), settings),
      await surveyStream(source(20_000), { ...settings, mostDev: 500, mostSample: 600 }),
    ];
    expect(small.dev.length).toBeLessThanOrEqual(500);
    expect(small.dev.length).toBeGreaterThan(150);
    // The sample, and the first of each of 40 cities, of three targets thrice, and of three columns.
    expect(small.sample.length).toBeLessThanOrEqual(600 + 40 + 9 + 6);
    expect(small.mostHeld).toBeLessThanOrEqual(500 + 600 + 55 + 1);
    expect(small.rows.train + small.rows.dev).toBe(20_000);
    expect(whole.rows.train + whole.rows.dev).toBe(20_000);
    expect(Math.abs(whole.rows.dev - 2000)).toBeLessThan(170);
    const words = (records: readonly StreamRecord[]) => new Set(records.map(({ city }) => city)).size;
    expect(words(small.sample)).toBe(words(whole.sample));
    expect(new Set(small.sample.map(({ y }) => y))).toEqual(new Set(["yes", "no", "rare"]));
  });

  test("holds no more than it may of two million records", async () => {
    const many = function* () {
      for (let index = 0; index < 2_000_000; index++) yield { x: index & 1023, y: index & 1 };
    };
    const survey = await surveyStream(many, { ...settings, mostDev: 1000, mostSample: 1000 });
    expect(survey.rows.train + survey.rows.dev).toBe(2_000_000);
    // The first and the second x, and three rows of each y.
    expect(survey.mostHeld).toBeLessThanOrEqual(1000 + 1000 + 8);
  });

  test("counts held-out records that had to leave as training ones", async () => {
    const survey = await surveyStream(source(5000), { ...settings, devShare: 0.5, mostDev: 100 });
    let [train, sum] = [0, 0];
    for (let index = 0; index < 5000; index++) {
      const record = recordAt(index);
      if (!survey.isTrained(record, index)) continue;
      train++;
      if (record.age !== null) sum += Number(record.age);
    }
    expect(train).toBe(survey.rows.train);
    const tally = survey.tallies.get("age")!;
    expect(tally.description.mean).toBeCloseTo(sum / tally.present, 8);
  });

  test("leaves out records without a target, and refuses a stream without any", async () => {
    const some = function* () {
      for (let index = 0; index < 100; index++) yield { x: index, y: index % 4 === 0 ? null : index % 2 };
    };
    const survey = await surveyStream(some, { ...settings, devShare: 0 });
    expect(survey.rows).toEqual({ train: 75, dev: 0, withoutTarget: 25 });
    await expect(surveyStream(() => [], settings)).rejects.toThrow("The stream has no record to train on.");
    await expect(surveyStream(() => [{ x: 1 }], settings)).rejects.toThrow('no record with a value for "y"');
  });
});

test("a hashed sample is the same share of every part of the stream", () => {
  const sample = new HashedSample<number>(randomKey(8), { most: 1000 });
  for (let index = 0; index < 100_000; index++) if (sample.has(index)) sample.add(index, index);
  expect(sample.items.length).toBeLessThanOrEqual(1000);
  expect(sample.items.length).toBeGreaterThan(400);
  const early = sample.items.filter(({ index }) => index < 50_000).length;
  // Half of them, within four standard deviations.
  expect(Math.abs(early - sample.items.length / 2)).toBeLessThan(2 * Math.sqrt(sample.items.length));
});

describe("a shuffle buffer", () => {
  const shuffled = (count: number, capacity: number, key = randomKey(1)) => {
    const like = [{ width: 2, data: new Float32Array(0) }];
    const buffer = new ShuffleBuffer(like, { capacity, key });
    const out = rowSink(like, count);
    const row = { width: 2, data: new Float32Array(2) };
    let most = 0;
    for (let place = 0; place < count; place++) {
      row.data.set([place, place + 0.5]);
      buffer.add([row], { row: 0, place }, out);
      most = Math.max(most, buffer.size);
    }
    while (buffer.size > 0) buffer.drain(out);
    return { out, most };
  };

  test("gives each row once, whole", () => {
    const { out, most } = shuffled(1000, 64);
    expect(out.rows).toBe(1000);
    expect(most).toBe(64);
    expect([...out.places].sort((a, b) => a - b)).toEqual([...Array(1000).keys()]);
    const { data } = out.blocks[0];
    out.places.forEach((place, row) => {
      expect(data[2 * row]).toBe(place);
      expect(data[2 * row + 1]).toBe(place + 0.5);
    });
  });

  test("gives no row more than its capacity ahead of its place, and nearly all elsewhere", () => {
    const { out } = shuffled(1000, 64);
    out.places.forEach((place, row) => expect(place - row).toBeLessThanOrEqual(64));
    expect([...out.places].filter((place, row) => place === row).length).toBeLessThan(50);
  });

  test("is a full shuffle where it holds the whole stream: every row is as likely in every place", () => {
    const places = Array.from({ length: 400 }, (_, seed) => shuffled(8, 8, randomKey(seed)).out.places);
    const counts = new Array(64).fill(0);
    for (const order of places)
      order.forEach((place, row) => {
        counts[row * 8 + place]++;
      });
    // 50 each with a standard deviation of 6.6; four and a half of them, for 64 counts.
    for (const count of counts) expect(Math.abs(count - 50)).toBeLessThan(30);
  });

  test("of one row changes nothing", () => {
    expect([...shuffled(5, 1).out.places]).toEqual([0, 1, 2, 3, 4]);
  });

  test("never holds more than its capacity of two million rows", () => {
    const like = [{ width: 1, data: new Float32Array(0) }];
    const buffer = new ShuffleBuffer(like, { capacity: 1000, key: randomKey(2) });
    const row = { width: 1, data: new Float32Array(1) };
    const sink = rowSink(like, 500);
    let [most, out] = [0, 0];
    for (let place = 0; place < 2_000_000; place++) {
      buffer.add([row], { row: 0, place }, sink);
      if (buffer.size > most) most = buffer.size;
      out += sink.rows;
      sink.rows = 0;
    }
    expect(most).toBe(1000);
    expect(out).toBe(2_000_000 - 1000);
  });
});
