import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { type NumberReading, parseReading } from "../data/table/cells/number-reading.ts";
import { graphProto, modelBytes, valueInfo } from "../runtime/onnx/model-proto.ts";
import { GraphWriter } from "./graph-writer.ts";
import { writeReading } from "./onnx-numbers.ts";

async function readInModel(cells: readonly string[], reading: NumberReading): Promise<number[]> {
  const writer = new GraphWriter("test:");
  const numbers = writeReading(writer, "cells", reading);
  const graph = graphProto("test", {
    nodes: writer.nodes,
    initializers: writer.initializers,
    inputs: [valueInfo("cells", { dtype: "string", shape: ["batch", 1] })],
    outputs: [valueInfo(numbers, { dtype: "float64", shape: ["batch", 1] })],
  });
  const session = await InferenceSession.create(modelBytes(graph, {}));
  const output = await session.run({ cells: new Tensor("string", [...cells], [cells.length, 1]) });
  return [...(output[numbers].data as Float64Array)];
}

/** Cells as people write them, under some reading or none. */
const CELLS = [
  ...[
    "12",
    "1,234",
    "1,234,567.891",
    "12,34,567",
    "1.234",
    "1.234,5",
    "1.234.567,25",
    "0,5",
    ",5",
    ".5",
    "5.",
    "5,",
  ],
  ...["1 234,5", "1\u00a0234", "1\u202f234\u202f567,8", "1'234.5", "1’234", "1234.5", "1234,5", "007"],
  ...["-12", "+12", "−12", "–1,5", "- 12", "12-", "12 −", "(12)", "(1,234.5)", "-(12)", "(-12)", "--12"],
  ...["12%", "12 %", "(12%)", "-12%", "$12", "-$12", "$-12", "($1,234)", "$(12)", "12 $", "12€", "€ 12"],
  ...["12 kg", "12kg", "3.5 kg", "1,5 kg", "12 lb", "12 year", "3 years", "5 years.", "kg 12"],
  ...["12.–", "12.--", "-12.-", "12,-", "1,234.- €", "CHF 1'234.–", "12.-5", "12,–5", "12--"],
  ...["$12M", "-$1,234.5M", "$ 12 M", "($12M)", "$(12)M", "$12", "12M", "$12K", "$12Ms"],
  ...["1e5", "1E-3", "1,5e-3", "-1.5E+2", "1e", "e5", "abc", "1.2.3", "1,23,4", "12 34", "0x10", "NaN"],
];

describe("reading cells in an exported model", () => {
  it.each<NumberReading>([
    { decimal: ".", group: "," },
    { decimal: ",", group: "." },
    { decimal: ",", group: " " },
    { decimal: ".", group: "'" },
    { decimal: ".", unit: "%" },
    { decimal: ",", unit: "€" },
    { decimal: ".", group: ",", unit: "$" },
    { decimal: ",", unit: "kg" },
    { decimal: ".", unit: "years" },
    { decimal: ".", group: "'", unit: "CHF" },
    { decimal: ".", group: ",", unit: "$…M" },
  ])("does what the reading %o does", async (reading) => {
    const parse = parseReading(reading);
    const expected = CELLS.map((cell) => parse(cell) + 0);
    expect((await readInModel(CELLS, reading)).map((value) => value + 0)).toEqual(expected);
  });

  it("takes an empty cell for a missing one", async () => {
    expect(await readInModel(["", "1,5", " "], { decimal: "," })).toEqual([NaN, 1.5, NaN]);
  });

  it("reads no cells as no numbers", async () => {
    expect(await readInModel([], { decimal: "," })).toEqual([]);
  });
});
