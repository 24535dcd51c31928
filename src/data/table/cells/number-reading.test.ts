import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseReading } from "./choose-reading.ts";
import { dressedColumn } from "./dressed-numbers.samples.ts";
import { type NumberReading, parseReading } from "./number-reading.ts";

const counted = (words: readonly string[]) => ({ words, counts: words.map(() => 1) });

describe("a reading of numbers", () => {
  it.each<[NumberReading, string, number]>([
    [{ decimal: "," }, "16,14", 16.14],
    [{ decimal: ",", group: "." }, "1.234.567,5", 1234567.5],
    [{ decimal: ".", group: "," }, "1,234", 1234],
    [{ decimal: ".", group: "," }, "12,34,567.5", 1234567.5],
    [{ decimal: ",", group: " " }, "1\u202f234,5", 1234.5],
    [{ decimal: ".", group: "'" }, "1’234.5", 1234.5],
    [{ decimal: ".", unit: "%" }, "+19.3 %", 19.3],
    [{ decimal: ".", unit: "$" }, "-$5", -5],
    [{ decimal: ".", unit: "$" }, "($1.50)", -1.5],
    [{ decimal: ",", unit: "EUR" }, "EUR 12,5", 12.5],
    [{ decimal: ".", unit: "kr" }, "12 kr.", 12],
    [{ decimal: ".", unit: "°C" }, "−3.5 °C", -3.5],
    [{ decimal: ".", unit: "years" }, "1 year", 1],
    [{ decimal: ".", unit: "m²" }, "12 m²", 12],
    [{ decimal: "." }, "12-", -12],
    [{ decimal: "." }, "–12", -12],
    [{ decimal: ".", group: "'", unit: "CHF" }, "CHF 1'234.–", 1234],
    [{ decimal: ",", group: "." }, "-1.234,--", -1234],
    [{ decimal: ".", unit: "$…M" }, "$1.5M", 1.5],
    [{ decimal: ",", unit: "kg" }, "1,5E-3", 0.0015],
  ])("%o reads %s as %d", (reading, cell, value) => expect(parseReading(reading)(cell)).toBe(value));

  it.each<[NumberReading, string]>([
    [{ decimal: ",", group: "." }, "1.23"],
    [{ decimal: ",", group: "." }, "0.123"],
    [{ decimal: ".", group: "," }, "1234,567"],
    [{ decimal: ".", group: "," }, "1,234,56"],
    [{ decimal: "." }, "1,5"],
    [{ decimal: ".", unit: "kg" }, "5 lb"],
    [{ decimal: "." }, "12%"],
    [{ decimal: "." }, "-(12)"],
    [{ decimal: "." }, "0x1F"],
    [{ decimal: ".", unit: "kg" }, "12 - 14 kg"],
  ])("%o takes %s for no number", (reading, cell) => expect(parseReading(reading)(cell)).toBeNaN());

  it("is chosen by all cells: each shows what it can, and one that is certain settles the others", () => {
    expect(chooseReading(counted(["1.234", "2.500", "0,5"])).reading).toEqual({ decimal: ",", group: "." });
    expect(chooseReading(counted(["1.234", "2.500", "0.5"])).reading).toEqual({ decimal: "." });
    expect(chooseReading(counted(["1,234", "12"]))).toMatchObject({
      reading: { decimal: ".", group: "," },
      decimal: "ambiguous",
    });
    const hinted = chooseReading(counted(["1,234", "12"]), { decimal: "," });
    expect([...hinted.values]).toEqual([1.234, 12]);
  });

  it("gives back numbers whatever they wear, to the last digit", () => {
    fc.assert(
      fc.property(dressedColumn(), ({ numbers, cells }) => {
        expect([...chooseReading(counted(cells)).values]).toEqual(numbers);
      }),
      { seed: 8, numRuns: 300 },
    );
  });
});
