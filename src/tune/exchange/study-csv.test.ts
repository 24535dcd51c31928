import { expect, test } from "vitest";
import { exported, parameters } from "./exchange.samples.ts";
import { formatStudyCsv, parseStudyCsv } from "./study-csv.ts";

const { objectives } = exported.study;
const columns = { parameters, objectives, source: "trials.csv" };
const csv = formatStudyCsv(exported, parameters);

test("a row has a trial's parameters by name and choices by their words", () => {
  const [header, first, second] = csv.split("\n");
  expect(header).toBe(
    "number,status,rate,momentum,dropout,units,width,kind,beta,accuracy," +
      "proposedBy,attempts,durationMs,createdAt,startedAt,endedAt,error",
  );
  expect(first).toMatch(/^0,complete,0\.01,0\.9,0\.3,32,7,adam,0\.25,0\.875,sampler,1,2500,2025-/);
  expect(second).toMatch(/^1,stopped,0\.01,0\.9,0\.3,32,7,'=sgd,,0\.25,sampler,/);
});

test("trials that were written are read again, those of a worker wait", async () => {
  const trials = await parseStudyCsv(csv, columns);
  expect(trials.map(({ point }) => point)).toEqual(exported.trials.map(({ point }) => point));
  expect(trials.map(({ values }) => values)).toEqual(exported.trials.map(({ values }) => values));
  expect(trials.map(({ status }) => status)).toEqual([
    "complete",
    "stopped",
    "failed",
    "waiting",
    "complete",
    "waiting",
  ]);
  expect(trials[2].error).toBe("out of memory,\nas it says");
});

test("a table of one's own needs only the parameters, in any order, and may have values", async () => {
  const own = [
    "note,kind,width,units,dropout,momentum,rate,accuracy",
    "a,adam,1,16,0,0.5,0.1,0.5",
    "b,=sgd,2,32,0.1,0.9,0.01,",
  ].join("\n");
  expect(await parseStudyCsv(own, columns)).toEqual([
    {
      point: { rate: 0.1, momentum: 0.5, dropout: 0, units: 16, width: 1, kind: 0 },
      proposedBy: "import",
      status: "complete",
      values: [0.5],
    },
    {
      point: { rate: 0.01, momentum: 0.9, dropout: 0.1, units: 32, width: 2, kind: 1 },
      proposedBy: "import",
      status: "waiting",
      values: [],
    },
  ]);
});

test.each([
  [csv.replace("rate,", "lr,"), 'trials.csv, line 1, column "rate": there is no such column.'],
  [csv.replace(",adam,", ",adma,"), 'trials.csv, line 2, column "kind": expected one of adam, =sgd, '],
  [
    csv.replace(",32,", ",33,"),
    'line 2, column "units": expected a number from 16 to 64 in steps of 16; received 33.',
  ],
  [csv.replace(",0.01,", ",much,"), 'line 2, column "rate": expected a number; received "much".'],
  [csv.replace("complete", "finished"), 'line 2, column "status": expected one of waiting, running, '],
  [
    csv.replace(",0.875,", ",,"),
    'line 2, column "status": a complete trial needs a value of each objective.',
  ],
  [`${csv}6,waiting\n`, "trials.csv, line "],
])("says the line and the column of a fault %#", async (damaged, message) => {
  await expect(parseStudyCsv(damaged, columns)).rejects.toThrow(message);
});
