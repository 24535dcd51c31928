import { expect, test } from "vitest";
import type { EpochFinished, TrialChanged } from "../run/progress.ts";
import { formatDuration } from "./duration-text.ts";
import { wantsColor } from "./output.ts";
import { describeEpoch, ProgressDisplay } from "./progress-display.ts";

const EPOCH: EpochFinished = {
  type: "epoch",
  epoch: 3,
  epochs: 30,
  step: 51,
  trainLoss: 0.123456,
  devLoss: 0.2,
  devMetric: { name: "accuracy", value: 0.97 },
  stepsPerSecond: 12345,
  secondsLeft: 65,
};

const terminal = { isTTY: true, write: () => true };
const file = { isTTY: false, write: () => true };

test.each([
  ["a terminal has colour", terminal, true, {}, true],
  ["a file has none", file, true, {}, false],
  ["NO_COLOR takes it away", terminal, true, { NO_COLOR: "1", FORCE_COLOR: "1" }, false],
  ["an empty NO_COLOR says nothing", terminal, true, { NO_COLOR: "" }, true],
  ["FORCE_COLOR gives it to a file", file, true, { FORCE_COLOR: "1" }, true],
  ["FORCE_COLOR=0 takes it away", terminal, true, { FORCE_COLOR: "0" }, false],
  ["--no-color comes first", terminal, false, { FORCE_COLOR: "1" }, false],
  ["a dumb terminal has none", terminal, true, { TERM: "dumb" }, false],
] as const)("%s", (_, stream, color, environment, expected) => {
  expect(wantsColor({ color, environment }, stream)).toBe(expected);
});

test("an epoch is one line with rate and time left", () => {
  expect(describeEpoch(EPOCH)).toBe("1 min 05 s left, epoch  3/30, dev accuracy 0.970");
  const job = { trial: { number: 3, of: 12 }, budgetLeft: 42 };
  const title = "treatment 3: Raise and lower the learning rate once, member 7";
  const line = describeEpoch({ ...EPOCH, title }, job);
  expect(line.slice(0, 80)).toBe(
    "42 s left, treatment 3 of 12, epoch  3/30, dev accuracy 0.970, Raise and lower t",
  );
  const ofCommittee = { job: "j", role: "baseline", number: 1, member: 2 } as const;
  expect(describeEpoch({ ...EPOCH, place: ofCommittee })).toBe("epoch  3/30, dev accuracy 0.970");
  const price = { ...EPOCH, devMetric: { name: "rmse", value: 44321.7 }, secondsLeft: null };
  expect(describeEpoch(price)).toBe("epoch  3/30, dev rmse 44,300");
  const unknown = { ...EPOCH, devMetric: null, devLoss: null, secondsLeft: null };
  expect(describeEpoch(unknown)).toBe("epoch  3/30, train loss 0.123");
});

test.each([
  [0.04, "0.0 s"],
  [9.94, "9.9 s"],
  [9.96, "10 s"],
  [59.4, "59 s"],
  [59.6, "1 min 00 s"],
  [3599, "59 min 59 s"],
  [3725, "1 h 02 min"],
])("%d seconds are %s", (seconds, expected) => {
  expect(formatDuration(seconds)).toBe(expected);
});

function display(live: boolean, columns = 40) {
  let written = "";
  let time = 0;
  const shown = new ProgressDisplay({
    write: (text) => {
      written += text;
    },
    live,
    columns: () => columns,
    rows: () => Number.POSITIVE_INFINITY,
    dim: (text) => text,
    now: () => time,
    everySecond: () => () => {},
  });
  return {
    shown,
    written: () => written,
    wait: (ms: number) => {
      time += ms;
    },
  };
}

test("on a terminal epochs rewrite one line that fits, and the cursor comes back", () => {
  const { shown, written } = display(true);
  shown.show({ ...EPOCH, epoch: 1 });
  shown.show({ ...EPOCH, epoch: 30 });
  shown.end();
  shown.end();
  const line = (epoch: string) => `1 min 05 s left, epoch ${epoch}/30, dev accuracy 0.970`.slice(0, 39);
  expect(written()).toBe(`\x1b[?25l\r${line(" 1")}\x1b[K\r${line("30")}\x1b[K\r\x1b[K\x1b[?25h`);
});

test("elsewhere lines are plain and at most one a second between the first and the last", () => {
  const { shown, written, wait } = display(false);
  shown.show({ ...EPOCH, epoch: 1 });
  for (let epoch = 2; epoch < 30; epoch++) {
    wait(100);
    shown.show({ ...EPOCH, epoch });
  }
  shown.show({ ...EPOCH, epoch: 30 });
  const epochs = written()
    .trimEnd()
    .split("\n")
    .map((line) => Number(/epoch +(\d+)/.exec(line)?.[1]));
  expect(epochs).toEqual([1, 11, 21, 30]);
  expect(written()).not.toContain("\x1b");
});

test("of runs side by side the first epochs are not a line each, but each stage begins with one", () => {
  const { shown, written } = display(false);
  shown.show({ type: "stageStarted", stage: "train" });
  for (const title of ["a", "b", "c"]) shown.show({ ...EPOCH, title, epoch: 1 });
  shown.show({ type: "stageStarted", stage: "train again" });
  shown.show({ ...EPOCH, title: "d", epoch: 1 });
  const starts = written()
    .trimEnd()
    .split("\n")
    .map((line) => line.split(", ").at(-1));
  expect(starts).toEqual(["train…", "a", "train again…", "d"]);
});

test("a note takes the live line's place", () => {
  const { shown, written } = display(true);
  shown.show({ ...EPOCH, epoch: 1 });
  shown.show({ type: "note", message: "hello" });
  expect(written().endsWith("\r\x1b[K\x1b[?25hhello\n")).toBe(true);
});

test("while a budget runs, the time that is left of it stands first, and the trial beside it", () => {
  const { shown, written, wait } = display(false);
  const trial = { number: 2, of: 6 };
  shown.show({ type: "stageStarted", stage: "treatment 2: Widen", trial, budgetLeftMs: 30_000 });
  wait(12_000);
  shown.show({ ...EPOCH, title: "treatment 2: Widen, member 1" });
  expect(written().split("\n")[1]).toBe(
    "18 s left, treatment 2 of 6, epoch  3/30, dev accuracy 0.970, Widen, member 1",
  );
});

test("in a narrow terminal the end of a stage says what came of it", () => {
  const { shown, written } = display(true);
  const stage = "treatment 4: Raise and lower the learning rate once";
  shown.show({ type: "stageFinished", stage, durationMs: 4200, summary: "it helps" });
  expect(written()).toBe("treatment 4: Raise a…: it helps (4.2 s)\n");
});

const TRIAL: TrialChanged = {
  type: "trial",
  number: 1,
  of: 3,
  status: "running",
  value: null,
  changes: { rate: 0.1 },
  best: null,
  counts: { waiting: 0, running: 1, paused: 0, complete: 0, stopped: 0, failed: 0 },
  durationMs: 0,
};
const COMPLETE: TrialChanged = {
  ...TRIAL,
  status: "complete",
  value: 0.5,
  best: { number: 1, value: 0.5, changes: { rate: 0.1 } },
  counts: { ...TRIAL.counts, running: 0, complete: 1 },
};

test("trials are a table on a terminal, of which one line stays when the search is over", () => {
  const { shown, written } = display(true, 60);
  shown.show({ type: "stageStarted", stage: "searching", budgetLeftMs: 30_000 });
  shown.show(TRIAL);
  expect(written()).toContain("30 s left, 1 of 3 trials: 1 running");
  shown.show(COMPLETE);
  const before = written().length;
  shown.show({ type: "stageStarted", stage: "proving" });
  expect(written().slice(before)).toContain(
    "\x1b[J\x1b[?25h1 of 3 trials: 1 complete; best 0.500 (trial 1)\n",
  );
  expect(written().endsWith("proving…\n")).toBe(true);
});

test("elsewhere a trial that ended is a line, and a failed one is everywhere", () => {
  const failed = { ...COMPLETE, status: "failed", value: null, error: "It broke." } as const;
  const plain = display(false);
  for (const event of [TRIAL, COMPLETE, failed]) plain.shown.show(event);
  expect(plain.written()).toBe(
    "trial 1 of 3: 0.500 (the best so far), 0.0 s\n" +
      "trial 1 of 3: failed (the best so far), 0.0 s: It broke.\n",
  );
  const live = display(true, 60);
  live.shown.show(failed);
  expect(live.written()).toContain("It broke.\n");
});
