import { expect, test } from "vitest";
import { openMemoryStore } from "../../store/memory-store.ts";
import { exported } from "./exchange.samples.ts";
import { formatStudyLines, parseStudyLines } from "./study-lines.ts";

const parse = (text: string) => parseStudyLines(text, { source: "study.jsonl" });
const text = formatStudyLines(exported);

test("a study that was written and read is the same in another store, but for who worked on it", async () => {
  const { study, trials } = parse(text);
  const { studies } = openMemoryStore();
  await studies.createStudy(study, trials);
  expect(await studies.getStudy(study.name)).toEqual(exported.study);
  const expected = exported.trials.map(({ lease: _lease, status, ...trial }) => ({
    ...trial,
    status: status === "running" ? "waiting" : status,
  }));
  expect((await studies.trials(study.id)).trials).toEqual(expected);
});

test("each line is JSON by itself", () => {
  const lines = text.trimEnd().split("\n");
  expect(lines).toHaveLength(7);
  expect(lines.map((line) => Object.keys(JSON.parse(line)).at(-1))).toEqual([
    "study",
    ...Array(6).fill("trial"),
  ]);
});

test.each([
  ["{", "study.jsonl, line 1: this is no JSON."],
  ["[1]", "study.jsonl, line 1: this is no study: its first line does not say so."],
  ["", "study.jsonl, line 1: this is no study: its first line does not say so."],
  [text.replace('"trainwell":1', '"trainwell":2'), "study.jsonl, line 1: this study was written by a newer"],
  [text.replace('"seed":7', '"seed":"7"'), "study.jsonl, line 1: seed: "],
  [text.replace('"objectives":[{', '"objectives":[],"x":[{'), "study.jsonl, line 1: objectives: "],
  [text.replace('"number":1', '"number":2'), "study.jsonl, line 3: expected trial 1, received trial 2."],
  [text.replace('"rate":0.01', '"rate":"much"'), "study.jsonl, line 2: point.rate: "],
])("says where a file is no study %#", (damaged, message) => {
  expect(() => parse(damaged)).toThrow(message);
});
