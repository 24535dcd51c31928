import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCsv } from "../../read/text/csv.ts";
import { tableFromColumns } from "../building/column-table.ts";
import type { ColumnHints } from "../column-reading.ts";
import { toldTypeProblem } from "../column-types.ts";
import { cellText, type Table } from "../table.ts";
import { readWords } from "./read-words.ts";

const DAY_MS = 86_400_000;
/** Days through two years, not in order. */
const DAYS = Array.from({ length: 90 }, (_, row) => Date.UTC(2022, 0, 1) + ((row * 37) % 730) * DAY_MS);
const two = (value: number) => String(value).padStart(2, "0");
const MONTH_WORDS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const MONATE = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(
  " ",
);
const WEEKDAYS = "Sun Mon Tue Wed Thu Fri Sat".split(" ");

/** How people write days, by their format. */
const SPELLINGS: Readonly<Record<string, (date: Date, parts: readonly [string, string, number]) => string>> =
  {
    "%Y-%m-%d": (date) => date.toISOString().slice(0, 10),
    "%Y/%m/%d": (_, [day, month, year]) => `${year}/${month}/${day}`,
    "%d.%m.%Y": (_, [day, month, year]) => `${day}.${month}.${year}`,
    "%m/%d/%Y": (_, [day, month, year]) => `${Number(month)}/${Number(day)}/${year}`,
    "%d/%m/%Y": (_, [day, month, year]) => `${day}/${month}/${year}`,
    "%d-%m-%Y": (_, [day, month, year]) => `${day}-${month}-${year}`,
    "%d.%m.%y": (_, [day, month, year]) => `${day}.${month}.${year % 100}`,
    "%d-%b-%Y": (date, [day, , year]) => `${day}-${MONTH_WORDS[date.getUTCMonth()]}-${year}`,
    "%d-%b-%y": (date, [day, , year]) =>
      `${day}-${MONTH_WORDS[date.getUTCMonth()].toUpperCase()}-${year % 100}`,
    "%b %d, %Y": (date, [day, , year]) => `${MONTH_WORDS[date.getUTCMonth()]} ${Number(day)}, ${year}`,
    "%d. %b %Y": (date, [day, , year]) => `${Number(day)}. ${MONATE[date.getUTCMonth()]} ${year}`,
    "%a %d %b %Y": (date, [day, , year]) =>
      `${WEEKDAYS[date.getUTCDay()]} ${day} ${MONTH_WORDS[date.getUTCMonth()]} ${year}`,
    "%Y-%m-%dT%H:%M:%S%z": (date) => date.toISOString(),
    "%Y-%m-%d %H:%M:%S": (date) => date.toISOString().slice(0, 19).replace("T", " "),
    "%d.%m.%Y um %H:%M Uhr": (_, [day, month, year]) => `${day}.${month}.${year} um 00:00 Uhr`,
    "%d/%b/%Y:%H:%M:%S%z": (date, [day, , year]) =>
      `${day}/${MONTH_WORDS[date.getUTCMonth()]}/${year}:00:00:00 +0000`,
    "%y-%m-%d": (_, [day, month, year]) => `${two(year % 100)}-${month}-${day}`,
    "%d.%m.%Y %H:%M": (_, [day, month, year]) => `${day}.${month}.${year} 00:00`,
    "%m/%d/%Y %I:%M:%S%p": (_, [day, month, year]) => `${month}/${day}/${year} 12:00:00 AM`,
  };

function spelled(time: number, format: string): string {
  const date = new Date(time);
  return SPELLINGS[format](date, [
    two(date.getUTCDate()),
    two(date.getUTCMonth() + 1),
    date.getUTCFullYear(),
  ]);
}

function read(cells: readonly string[], hints: ColumnHints = {}) {
  const words = [...new Set(cells)];
  const counts = words.map((word) => cells.filter((cell) => cell === word).length);
  return readWords({ words, counts, hints });
}

const csvOf = (cells: readonly string[]) => ["day", ...cells.map((cell) => `"${cell}"`), ""].join("\n");
const doors: [string, (cells: readonly string[]) => Promise<Table>][] = [
  ["a CSV", (cells) => parseCsv(csvOf(cells))],
  ["columns in memory", async (cells) => tableFromColumns([["day", cells]])],
];

describe.each(doors)("dates in %s", (_, table) => {
  it.each(Object.keys(SPELLINGS))("written %s are the same days", async (format) => {
    const { columns, notes } = await table(DAYS.map((time) => spelled(time, format)));
    const reading = { date: { format } };
    expect(columns[0]).toMatchObject({ type: "date", reading });
    expect([...columns[0].data]).toEqual(DAYS);
    expect(notes?.join(" ")).toMatch(/^Column "day" is read as dates \(%.*in 90 of 90 cells/);
    expect(notes?.join(" ")).not.toMatch(/nothing in the column/);
  });
});

describe("the words of a column of dates", () => {
  it("leave open which is the day where none is above 12, and that is said with the way out", async () => {
    const cells = ["07/08/2023", "01/02/2023", "11/12/2023"];
    const { columns, notes } = await parseCsv(csvOf(cells));
    expect(cellText(columns[0] as never, 0)).toBe("2023-07-08");
    expect(notes).toEqual([
      'Column "day" is read as dates (%m/%d/%Y) in 3 of 3 cells: "07/08/2023" is 2023-07-08; nothing in ' +
        "the column says whether the day or the month comes first (if it is the other way round, say " +
        "--type day=date:%d/%m/%Y).",
    ]);
    const told = await parseCsv(csvOf(cells), { types: { day: "date:%d/%m/%Y" } });
    expect(cellText(told.columns[0] as never, 0)).toBe("2023-08-07");
    expect(told.notes?.join(" ")).not.toMatch(/nothing in the column/);
  });

  it("are told apart by all cells, not by the first", () => {
    const cells = [...DAYS.filter((time) => new Date(time).getUTCDate() < 13), Date.UTC(2022, 4, 31)];
    expect(read(cells.map((time) => spelled(time, "%d/%m/%Y")))).toMatchObject({
      reading: { date: { format: "%d/%m/%Y" } },
    });
  });

  it("may be missing, by a mark or a word that comes again", () => {
    const days = DAYS.slice(0, 20).map((time) => spelled(time, "%d.%m.%Y"));
    const column = read([...days, "?", "n/a", "open", "open"]);
    expect(column).toMatchObject({ type: "date", reading: { gaps: ["open"] } });
    expect(column.type === "date" && column.gaps.size).toBe(3);
  });

  it("are an error at what is no date, with what was expected", async () => {
    const days = [...DAYS.map((time) => spelled(time, "%d.%m.%Y")), "31.02.2023", "01.13.2023"];
    await expect(parseCsv(csvOf(days))).rejects.toMatchObject({
      code: "cell-not-date",
      message:
        'the CSV, row 92, column "day": expected a date such as "31.12.2024" (%d.%m.%Y), received ' +
        '"31.02.2023", and 1 more such cell in this column.',
      hint:
        "Correct the cell, take it for missing: --missing 31.02.2023, say how its dates are written: " +
        "--type day=date:%d.%m.%Y, or read the column as words: --type day=category.",
    });
  });

  it("are numbers unless told: days in digits, seconds since 1970, days of a spreadsheet", async () => {
    const spellings: [string, (time: number) => string][] = [
      ["%Y%m%d", (time) => spelled(time, "%Y-%m-%d").replaceAll("-", "")],
      ["%s", (time) => String(time / 1000)],
      ["%Q", (time) => String(time)],
      ["excel", (time) => String(time / DAY_MS + 25_569)],
    ];
    for (const [format, write] of spellings) {
      const csv = csvOf(DAYS.map(write));
      const asNumbers = await parseCsv(csv);
      expect(asNumbers.columns[0].type).toBe("number");
      expect(asNumbers.notes?.join(" ")).toContain("say --type day=date.");
      for (const type of ["date", `date:${format}`] as const) {
        const { columns } = await parseCsv(csv, { types: { day: type } });
        expect([...columns[0].data]).toEqual(DAYS);
      }
    }
  });

  it("are on the clock of most cells, in the order of their moments", () => {
    const cells = ["2024-05-31T23:30:00+02:00", "2024-06-01T00:15:00+02:00", "2024-05-31T22:00:00Z"];
    const column = read(cells);
    expect(column).toMatchObject({ type: "date", reading: { date: { offset: 120 } } });
    expect(column.type === "date" && [...column.values].map((time) => new Date(time).toISOString())).toEqual([
      "2024-05-31T23:30:00.000Z",
      "2024-06-01T00:15:00.000Z",
      "2024-06-01T00:00:00.000Z",
    ]);
  });

  it("are read as in training, or as their own cells say beyond doubt", () => {
    const reading = { date: { format: "%d/%m/%Y" } };
    const again = (cells: readonly string[]) => read(cells, { type: "date", reading });
    expect(again(["07/08/2023"])).toMatchObject({ values: Float64Array.of(Date.UTC(2023, 7, 7)) });
    expect(again(["2023-08-07"])).toMatchObject({ values: Float64Array.of(Date.UTC(2023, 7, 7)) });
    expect(again(["08-07-2023"])).toMatchObject({ type: "unreadable", code: "cell-not-date" });
    expect(again(["soon"])).toMatchObject({ expected: expect.stringContaining("as in training") });
  });

  it("are no dates where only some look so", () => {
    expect(read(["1.2.30", "1.13.30", "2.1.4"])).toMatchObject({ type: "category" });
    expect(read(["2024-01-05", "a", "b", "c"])).toMatchObject({ type: "category" });
    expect(read(["0001-01-01", "0002-02-02"])).toMatchObject({ type: "category" });
  });

  it("read whatever was written under a told format", () => {
    const format = fc.constantFrom(...Object.keys(SPELLINGS));
    fc.assert(
      fc.property(format, fc.integer({ min: 0, max: 30_000 }), (told, day) => {
        const time = Date.UTC(1975, 0, 1) + (told.includes("%y") ? day % 12_000 : day) * DAY_MS;
        expect(read([spelled(time, told)], { type: `date:${told}` })).toMatchObject({
          values: Float64Array.of(time),
        });
      }),
      { seed: 5 },
    );
  });
});

it.each([
  ["date:%d.%m", "neither a year"],
  ["date:%Y-%d", "no month"],
  ["date:%Y-%m-%K", '"%K" is no word of a date'],
  ["date:%Y-%Y", "twice"],
  ["dates", "it is none of number, percent"],
])("%s is refused as a type: %s", (type, why) => {
  expect(toldTypeProblem(type)).toContain(why);
});

describe("dates that are not read as dates", () => {
  it("in two spellings are words, and a note names both", () => {
    const cells = DAYS.map((time, row) => spelled(time, row % 2 === 0 ? "%Y-%m-%d" : "%d.%m.%Y"));
    expect(read(cells)).toMatchObject({
      type: "category",
      remarks: [{ kind: "datesInWords", why: "spellings", examples: ["2022-01-01", "07.02.2022"] }],
    });
  });

  it("of the year 9999 in many rows are words, and a note says what they may mean", () => {
    const cells = DAYS.map((time, row) => (row % 3 === 0 ? "9999-12-31" : spelled(time, "%Y-%m-%d")));
    expect(read(cells)).toMatchObject({
      type: "category",
      remarks: [{ kind: "datesInWords", why: "years", examples: ["9999-12-31"] }],
    });
  });

  it("of no day are missing, as databases write them", () => {
    const cells = DAYS.map((time, row) => (row % 7 === 0 ? "0000-00-00" : spelled(time, "%Y-%m-%d")));
    expect(read(cells)).toMatchObject({ type: "date", remarks: [{ kind: "dates" }, { kind: "gaps" }] });
  });

  it.each(["10.0.0.1", "1.2.3", "A-12-07", "12-34-5", "555-12-34"])(
    "%s and the like are no dates",
    (code) => {
      const cells = DAYS.map((_, row) => code.replace(/\d+/, (digits) => String(Number(digits) + row)));
      expect(read(cells).type === "unreadable" ? [] : read(cells)).not.toMatchObject({
        remarks: [{ kind: "datesInWords" }],
      });
    },
  );
});
