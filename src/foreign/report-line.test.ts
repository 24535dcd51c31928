import { expect, test } from "vitest";
import { readReportLine } from "./report-line.ts";

test.each([
  ['{"step": 3, "loss": 0.5}', { type: "metrics", step: 3, values: { loss: 0.5 } }],
  [
    '  {"type":"metrics","step":0,"dev":{"loss":1,"f1":0.2}} ',
    { step: 0, values: { "dev.loss": 1, "dev.f1": 0.2 } },
  ],
  [
    '{"step": 3.0, "loss": 1e3, "note": "ok", "list": [1]}',
    { type: "metrics", step: 3, values: { loss: 1000 } },
  ],
  ['{"loss": 0.25}', { type: "final", values: { loss: 0.25 } }],
  ['{"type": "final", "step": 9, "loss": 0.25}', { type: "final", values: { loss: 0.25 } }],
  ['{"type": "checkpoint", "path": "a/b.pt"}', { type: "checkpoint", path: "a/b.pt" }],
])("%s is a report", (line, expected) => {
  expect(readReportLine(line)).toMatchObject(expected);
});

test("numbers that are none are read as Python and JavaScript write them, and texts stay", () => {
  const line = '{"step": 1, "a": NaN, "b": Infinity, "c": -Infinity, "d": null, "e": "NaN -Infinity"}';
  const { NaN: nan, POSITIVE_INFINITY: more, NEGATIVE_INFINITY: less } = Number;
  expect(readReportLine(line)).toMatchObject({ step: 1, values: { a: nan, b: more, c: less, d: nan } });
  expect(readReportLine('{"step": 1, "loss": 2, "NaN": "Infinity"}')).toMatchObject({ values: { loss: 2 } });
});

test.each([
  "epoch 3: loss 0.5",
  "",
  "{",
  '{"step": 3, "loss": 0.5',
  "{'step': 3}",
  "[1, 2]",
  "42",
  '{"level": "info", "message": "hello"}',
  '{"step": -1, "loss": 0.5}',
  '{"step": 1.5, "loss": 0.5}',
  '{"step": "3", "loss": 0.5}',
  '{"step": 3}',
  '{"type": "event", "loss": 0.5}',
  '{"type": "checkpoint"}',
  '{"step": 1, "loss": nan}',
])("%s is for people", (line) => {
  expect(readReportLine(line)).toBeUndefined();
});

test("a hostile name reaches no prototype, and depth has an end", () => {
  const report = readReportLine(
    '{"step": 1, "__proto__": 5, "constructor": 6, "x": {"__proto__": {"y": 7}}}',
  );
  expect(report).toMatchObject({ step: 1 });
  expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  expect(({} as Record<string, unknown>).y).toBeUndefined();
  const deep = `{"step": 1, "loss": 2, "a": ${'{"a":'.repeat(5000)}1${"}".repeat(5000)}}`;
  expect(readReportLine(deep)).toMatchObject({ values: { loss: 2 } });
});
