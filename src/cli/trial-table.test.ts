import { expect, test } from "vitest";
import type { EpochFinished, TrialChanged } from "../run/progress.ts";
import { TRIAL_STATUSES, type TrialStatus } from "../run/study.ts";
import { LiveBlock } from "./live-block.ts";
import { TrialTable } from "./trial-table.ts";

const counts = (told: Partial<Record<TrialStatus, number>>) =>
  ({ ...Object.fromEntries(TRIAL_STATUSES.map((status) => [status, 0])), ...told }) as TrialChanged["counts"];
const changes = { "optimizer.learningRate": 0.01234, "network.layers.hidden1.units": 64 };
const trial = (number: number, about: Partial<TrialChanged> = {}): TrialChanged => ({
  type: "trial",
  number,
  of: 12,
  status: "running",
  value: null,
  changes,
  best: null,
  counts: counts({ running: 1 }),
  durationMs: 0,
  ...about,
});
const epoch: EpochFinished = {
  type: "epoch",
  place: { job: "j", role: "trial", number: 3, member: 2 },
  epoch: 5,
  epochs: 30,
  step: 9,
  trainLoss: 0.1,
  devLoss: 0.2,
  devMetric: { name: "accuracy", value: 0.97 },
  stepsPerSecond: 1,
  secondsLeft: null,
};
const room = { columns: 100, rows: 24, now: 5000 };

test("a study's trials are told with the best, the last and those that run", () => {
  const table = new TrialTable();
  expect(table.lines(room)).toEqual([]);
  table.see(trial(3), 1000);
  table.see(trial(4), 2000);
  table.seeEpoch(epoch);
  table.seeEpoch({ ...epoch, place: { ...epoch.place!, number: 9 } });
  const best = { number: 1, value: 0.25, changes };
  table.see(
    trial(2, {
      status: "stopped",
      durationMs: 1500,
      best,
      counts: counts({ complete: 1, stopped: 1, running: 2 }),
    }),
    3000,
  );
  table.see(
    trial(5, { best, at: { step: 7, value: 0.5 }, counts: counts({ complete: 1, running: 3 }) }),
    4000,
  );
  const lines = table.lines({ ...room, secondsLeft: 65 });
  expect(lines[0]).toBe("1 min 05 s left, 4 of 12 trials: 3 running, 1 complete");
  expect(lines.slice(2).map((line) => line.split(/ {2,}/).slice(0, 4))).toEqual([
    ["best", "1", "0.250", "learningRate 0.0123, units 64"],
    ["last", "2", "stopped, 1.5 s", "learningRate 0.0123, units 64"],
    ["runs", "3", "epoch 5/30, accuracy 0.970", "learningRate 0.0123, units 64"],
    ["runs", "4", "3.0 s", "learningRate 0.0123, units 64"],
    ["runs", "5", "0.500", "step 7"],
  ]);
});

test("no line is wider than the terminal, and no more stand there than it has", () => {
  const table = new TrialTable();
  for (let number = 1; number <= 20; number++) table.see(trial(number, { of: null }), 0);
  const lines = table.lines({ columns: 30, rows: 10, now: 0 });
  expect(Math.max(...lines.map(({ length }) => length))).toBe(27);
  expect(lines).toHaveLength(7);
  expect(lines.at(-1)).toBe("and 16 more that run");
});

test("control characters of a file do not reach the terminal", () => {
  const table = new TrialTable();
  table.see(trial(1, { changes: { kind: "\x1b[2Jgone" } }), 0);
  expect(table.lines(room).join("")).not.toContain("\x1b");
});

/** A command of the terminal, or a character. */
const SIGNS = new RegExp(`${String.fromCharCode(27)}(\\[[?\\d]*[A-Za-z])|([\\s\\S])`, "g");

/** A terminal as far as it is needed here: what stands on it after some text. */
function terminal(columns: number) {
  let rows: string[] = [""];
  let [row, column, isHidden] = [0, 0, false];
  const put = (character: string) => {
    if (column === columns) [row, column] = [row + 1, 0];
    rows[row] ??= "";
    rows[row] = rows[row].padEnd(column).slice(0, column) + character + rows[row].slice(column + 1);
    column++;
  };
  const obey = (command: string) => {
    if (command === "[K") rows[row] = rows[row].slice(0, column);
    else if (command === "[J") {
      rows[row] = rows[row].slice(0, column);
      rows = rows.slice(0, row + 1);
    } else if (command === "[?25l") isHidden = true;
    else if (command === "[?25h") isHidden = false;
    else if (command.endsWith("A")) row -= Number(command.slice(1, -1));
    else throw new Error(`unknown: ${command}`);
  };
  return {
    write(text: string) {
      for (const [, command, character] of text.matchAll(SIGNS)) {
        if (command !== undefined) obey(command);
        else if (character === "\n") {
          [row, column] = [row + 1, 0];
          rows[row] ??= "";
        } else if (character === "\r") column = 0;
        else put(character);
      }
    },
    screen: () => rows.map((line) => line.trimEnd()),
    isHidden: () => isHidden,
  };
}

test("lines stand in their place whether they become more or fewer, and leave nothing behind", () => {
  const { write, screen, isHidden } = terminal(20);
  write("before\n");
  const block = new LiveBlock({ write, columns: () => 20 });
  block.show(["one", "two, which is longer"]);
  expect(isHidden()).toBe(true);
  block.show(["1", "2", "3"]);
  expect(screen()).toEqual(["before", "1", "2", "3"]);
  block.show(["last"]);
  expect(screen()).toEqual(["before", "last"]);
  block.show(["a", "b"]);
  block.end();
  block.end();
  write("after\n");
  expect(screen().filter((line) => line !== "")).toEqual(["before", "after"]);
  expect(isHidden()).toBe(false);
});

test("in a window that became narrower the rest of broken lines goes too", () => {
  let columns = 20;
  const { write, screen } = terminal(10);
  const block = new LiveBlock({ write, columns: () => columns });
  // The terminal shows these as it would after it broke them: in two rows each.
  block.show(["0123456789abcdef", "0123456789abcdef"]);
  columns = 10;
  block.show(["short"]);
  expect(screen()).toEqual(["short"]);
});
