import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { readCsv } from "../../data/read/text/csv.node.ts";
import { splitRows } from "../../data/split/split.ts";
import { hashTable } from "../../data/table/hash.ts";
import { chooseTarget } from "../../data/target/task.ts";
import { diagnose } from "../diagnosis.ts";
import { healthyEvidence } from "../evidence.samples.ts";
import { FINDINGS } from "../findings/index.ts";
import type { CheckedData } from "./check.ts";
import { checkData, resultOf } from "./check-data.ts";
import { type Cells, CHECK_SAMPLES, dataOf, kind, noise } from "./checks.samples.ts";
import { CHECKS } from "./index.ts";

test("no id stands for two checks, or for a check and a finding", () => {
  const ids = [...CHECKS, ...FINDINGS].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(Object.keys(CHECK_SAMPLES).sort()).toEqual(CHECKS.map(({ id }) => id).sort());
});

describe.each(CHECKS.map((check) => [check.id, check] as const))("the check %s", (id, check) => {
  const { sick, healthy } = CHECK_SAMPLES[id];

  test("says what it is, and where its thresholds and its cure come from", () => {
    expect(check.help).toMatch(/^[A-Z].*\.$/);
    for (const { source } of Object.values(check.thresholds)) expect(source).toMatch(/\S/);
    for (const text of [check.title, ...Object.values(check.cure)]) expect(text).toMatch(/\S/);
  });

  test.each(sick.map((data, index) => [index, data] as const))(
    "finds its fault in sick data %i",
    (_, data) => {
      const result = resultOf(check, data)!;
      expect(result.summary).toMatch(/^[A-Z0-9"].*[.?]$/);
      expect(result.advice).toMatch(/^[A-Z].*\.$/);
      expect(result.evidence.length).toBeGreaterThan(0);
      expect(JSON.parse(JSON.stringify(result))).toEqual(result);
    },
  );

  test.each(healthy.map((data, index) => [index, data] as const))(
    "finds none in healthy data %i",
    (_, data) => {
      expect(resultOf(check, data)).toBeUndefined();
    },
  );

  test("does not look without what it needs, looks without the rest, and changes nothing", async () => {
    for (const data of [...sick, ...healthy]) {
      const before = await hashTable(data.table);
      for (const part of check.needs) expect(resultOf(check, { ...data, [part]: undefined })).toBeUndefined();
      expect(() => resultOf(check, { table: data.table })).not.toThrow();
      expect(await hashTable(data.table)).toBe(before);
    }
  });
});

describe("clean tables raise no alarm:", () => {
  const alarms = async (data: CheckedData) =>
    (await checkData(data)).filter(({ severity }) => severity !== "note").map(({ summary }) => summary);

  test.each([
    ["digits", "digit"],
    ["breast-cancer", "diagnosis"],
    ["wine", "cultivar"],
    ["diabetes", "progression"],
  ])("the bundled table %s", async (name, column) => {
    const table = await readCsv(fileURLToPath(new URL(`../../../data/${name}.csv`, import.meta.url)));
    const target = chooseTarget(table, { target: column });
    expect(await alarms({ table, target, split: splitRows(table, { target }) })).toEqual([]);
  });

  test.each<[string, Cells]>([
    ["numbers and words", { city: (row) => `city ${kind(5, 30)(row)}`, c: kind(6, 5), d: noise(7) }],
    ["gaps", { c: (row) => (kind(6, 6)(row) === 0 ? null : noise(6)(row)) }],
    ["a number to predict", { y: (row) => 2 * noise(1)(row) + noise(2)(row) ** 2 + 0.2 * noise(3)(row) }],
    ["three classes", { y: (row) => `class ${Math.round(Math.tanh(noise(1)(row) + noise(2)(row)))}` }],
    ["classes in order", { y: (row) => ["a", "b", "c"][Math.floor(row / 200)] }],
  ])("%s", async (_, columns) => {
    expect(await alarms(dataOf(columns))).toEqual([]);
  });
});

test("what is wrong with the data stands first in a diagnosis, a leak before all", async () => {
  const leaky = await checkData(CHECK_SAMPLES["column-tells-target"].sick[0]);
  const evidence = healthyEvidence({
    bound: { error: 0, source: "human" },
    train: { loss: 1, error: 0.3 },
    dev: { loss: 1, error: 0.3 },
  });
  const { findings } = diagnose(evidence, leaky);
  expect(findings[0]).toMatchObject({ id: "column-tells-target", severity: "problem", subject: "data" });
  expect(findings[0].treatments[0].advice).toContain(`--set 'data.exclude=["flag"]'`);
  expect(findings.map(({ id }) => id)).toContain("bias");
});
