import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { type DatePart, partOfDate, partsThatVary } from "../data/prepare/date-parts.ts";
import { type DateReading, parseDates } from "../data/table/dates/date-format.ts";
import { graphProto, modelBytes, valueInfo } from "../runtime/onnx/model-proto.ts";
import { GraphWriter } from "./graph-writer.ts";
import { CalendarWriter } from "./onnx-date-parts.ts";
import { canReadDates, writeDates } from "./onnx-dates.ts";

async function numbersOf(writer: GraphWriter, name: string, input: Tensor): Promise<number[]> {
  const dtype = input.type === "string" ? "string" : "float64";
  const graph = graphProto("test", {
    nodes: writer.nodes,
    initializers: writer.initializers,
    inputs: [valueInfo("cells", { dtype, shape: ["batch", 1] })],
    outputs: [valueInfo(name, { dtype: "float64", shape: ["batch", 1] })],
  });
  const session = await InferenceSession.create(modelBytes(graph, {}));
  return [...((await session.run({ cells: input }))[name].data as Float64Array)];
}

async function readInModel(cells: readonly string[], reading: DateReading): Promise<number[]> {
  const writer = new GraphWriter("test:");
  const times = writeDates(writer, "cells", reading);
  return numbersOf(writer, times, new Tensor("string", [...cells], [cells.length, 1]));
}

/** Cells as people write dates, under some format or none. */
const CELLS = [
  ...["2024-05-31", "2024-5-1", "2024-02-29", "2023-02-29", "1900-02-29", "2000-02-29", "2024-13-01"],
  ...["2024-05-31T12:30:15", "2024-05-31 12:30", "2024-05-31T23:59:59.999Z", "2024-05-31 12:30:00+02:00"],
  ...["2024-05-31T12:30:00-0330", "2024-05-31T12:30 UTC", "2024-05-31T24:00:00", "2024-05-31T12:60:00"],
  ...["31.12.2024", "1.2.2024", "00.01.2024", "31.04.2024", "31.12.24", "12/31/2024", "31/12/2024", "1/2/69"],
  ...["31-Dec-2024", "31-dec-2024", "31-DEC-2024", "31. Dez. 2024", "31. März 2024", "Tue, 31 Dec 2024"],
  ...["31 Dec 2024 02:30 PM", "31 Dec 2024 12:00 a.m.", "31 Dec 2024", "31 Nov 2024", "31 Foo 2024"],
  ...["20241231", "20240230", "20241231143000", "1735655400", "1735655400.5", "45657", "45657.604", "-5"],
  ...["31.12.2024 um 14:30 Uhr", "31/Dec/2024:14:30:00 +0100", "24-12-31", "14:30 Uhr", "0000-00-00"],
  ...["14:30", "00:00", "23:59:59", "24:00", "2:30 PM", "12:15 am", "13:00 PM", "", "?", "x", "Dec 2024"],
];

describe("reading dates in an exported model", () => {
  it.each<DateReading>([
    { format: "%Y-%m-%d" },
    { format: "%Y-%m-%d %H:%M:%S" },
    { format: "%Y-%m-%dT%H:%M:%S%z", offset: 120 },
    { format: "%Y-%m-%d %H:%M%z", offset: -210 },
    { format: "%d.%m.%Y" },
    { format: "%d.%m.%y" },
    { format: "%m/%d/%Y" },
    { format: "%d/%m/%y" },
    { format: "%d-%b-%Y" },
    { format: "%d. %b %Y" },
    { format: "%a, %d %b %Y" },
    { format: "%d %b %Y %I:%M%p" },
    { format: "%b %Y" },
    { format: "%d.%m.%Y um %H:%M Uhr" },
    { format: "%d/%b/%Y:%H:%M:%S%z" },
    { format: "%y-%m-%d" },
    { format: "%H:%M Uhr" },
    { format: "%Y%m%d" },
    { format: "%Y%m%d%H%M%S" },
    { format: "%s" },
    { format: "%Q" },
    { format: "excel" },
    { format: "%H:%M:%S" },
    { format: "%I:%M%p" },
  ])("does what the reading %o does", async (reading) => {
    expect(canReadDates(reading)).toBe(true);
    const expected = CELLS.map(parseDates(reading));
    expect(expected.some((time) => !Number.isNaN(time))).toBe(true);
    expect(await readInModel(CELLS, reading)).toEqual(expected);
  });

  it("reads no cells as no dates", async () => {
    expect(await readInModel([], { format: "%Y-%m-%d" })).toEqual([]);
  });

  it("is not there for words that nothing parts", () => {
    expect(canReadDates({ format: "%d%b%Y" })).toBe(false);
    expect(canReadDates({ format: "%b %d %I:%M%p %Y" })).toBe(false);
  });
});

it("parts of dates are in an exported model what they are in the library", async () => {
  const times = Float64Array.from({ length: 400 }, (_, row) => (row - 150) * 1e10 + row * 12_345_678);
  for (const part of partsThatVary(times) as DatePart[]) {
    const writer = new GraphWriter("test:");
    const name = new CalendarWriter(writer, "cells").write(part);
    const found = await numbersOf(writer, name, new Tensor("float64", times, [times.length, 1]));
    // Sines of angles up to 20 in float64, of which the cosines are sines of a moved angle.
    found.forEach((value, row) => {
      expect(value).toBeCloseTo(partOfDate(times[row], part), 12);
    });
  }
});
