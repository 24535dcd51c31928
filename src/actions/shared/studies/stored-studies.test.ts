import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  changeStudy,
  compareStudies,
  copyStudy,
  exportStudy,
  importStudy,
  listStudies,
  removeStudies,
  showStudy,
} from "../../../library.ts";
import { openSqliteStore } from "../../../store/sqlite-store.node.ts";
import { SAMPLE_STUDY, sampleTrials } from "./stored-studies.samples.ts";

let folder: string;
let store: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "trainwell-studies-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(async () => {
  store = mkdtempSync(join(folder, "store-"));
  const opened = openSqliteStore(store);
  await opened.studies.createStudy(SAMPLE_STUDY, sampleTrials(40));
  await opened.close();
});

const trialsOf = async (study: string) => {
  const opened = openSqliteStore(store);
  const record = await opened.studies.getStudy(study);
  const { trials } = await opened.studies.trials(record!.id);
  await opened.close();
  return trials;
};

test("a list has a study's trials by status and its best value", async () => {
  const { studies } = await listStudies({ store });
  const best = Math.min(...(await trialsOf("coarse")).flatMap(({ values }) => values));
  expect(studies).toHaveLength(1);
  expect(studies[0]).toMatchObject({ name: "coarse", status: "stopped", best: { value: best } });
  expect(studies[0].trials).toMatchObject({ complete: 31, stopped: 8, paused: 1, running: 0 });
});

test("a brief list of trials is the list without curves and runs", async () => {
  const opened = openSqliteStore(store);
  const brief = await opened.studies.trials(SAMPLE_STUDY.id, { brief: true });
  await opened.close();
  const whole = await trialsOf("coarse");
  expect(whole[0].curve).not.toEqual([]);
  expect(brief.trials).toEqual(whole.map((trial) => ({ ...trial, curve: [], runs: [] })));
});

test("to look for studies makes no store, and says that there is none", async () => {
  const nowhere = join(folder, "nowhere");
  expect((await listStudies({ store: nowhere })).studies).toEqual([]);
  await expect(showStudy({ study: "last", store: nowhere })).rejects.toMatchObject({ code: "store-missing" });
  expect(existsSync(nowhere)).toBe(false);
});

test("a study is shown with what decides and how the best came about", async () => {
  const shown = await showStudy({ study: "last", store });
  expect(shown.importanceMethod).toBe("fanova");
  expect(shown.importance[0].parameter).toBe("rate");
  expect(shown.ranking).toHaveLength(31);
  const [best] = shown.ranking;
  expect(shown.study.best).toEqual({ number: best, value: shown.trials[best - 1].values[0] });
  expect(shown.history.at(-1)!.best).toBe(shown.study.best!.value);
  for (const [index, point] of shown.history.entries())
    expect(point.best).toBe(Math.min(...shown.history.slice(0, index + 1).map(({ value }) => value)));
  expect(["adam", "<sgd>"]).toContain(shown.trials[0].changes.kind);
  expect(shown.slices[0]).toMatchObject({ parameter: "rate", logarithmic: true });
  expect(shown.front).toEqual([]);
});

test("a page is written without any markup of the study's own", async () => {
  const report = join(store, "study.html");
  const { files } = await showStudy({ study: "coarse", report, store });
  expect(files).toEqual({ report });
  const page = readFileSync(report, "utf8");
  expect(page).not.toContain("<sgd>");
  expect(page).toContain("&lt;sgd&gt;");
});

test("a misspelt name is answered with the nearest one", async () => {
  await expect(showStudy({ study: "course", store })).rejects.toMatchObject({
    code: "study-unknown",
    hint: 'Did you mean "coarse"?',
  });
});

test("points are told in words, and what is left out is as in the best trial", async () => {
  const { enqueued, study } = await changeStudy({
    study: "coarse",
    enqueue: [{ rate: 0.5, kind: "<sgd>" }, { width: 3 }],
    store,
  });
  expect(enqueued).toEqual([41, 42]);
  expect(study.trials.waiting).toBe(2);
  const best = (await trialsOf("coarse"))[study.best!.number - 1].point;
  expect((await trialsOf("coarse")).slice(40).map(({ point }) => point)).toEqual([
    { ...best, rate: 0.5, kind: 1 },
    { ...best, width: 3 },
  ]);
});

test.each([
  [{ rat: 0.5 }, 'Did you mean "rate"?', undefined],
  [{ rate: 5 }, undefined, "Expected log(0.0001, 1), received 5."],
  [{ width: 1.5 }, undefined, "Expected integer(1, 64), received 1.5."],
  [{ kind: "lion" }, undefined, 'Expected one of adam, <sgd>, received "lion".'],
])("the point %j is refused, and nothing is added or changed", async (enqueue, hint, problem) => {
  const call = changeStudy({ study: "coarse", name: "other", enqueue, store });
  const error = await call.catch((thrown) => thrown);
  expect(error.code).toBe("point-invalid");
  if (hint !== undefined) expect(error.hint).toBe(hint);
  if (problem !== undefined) expect(error.message).toContain(problem);
  expect(await trialsOf("coarse")).toHaveLength(40);
});

test("a study is stopped and renamed, and its paused trial goes on or is given up", async () => {
  const { study, resumed } = await changeStudy({
    study: "coarse",
    name: "fine",
    stop: true,
    resumeTrials: [12],
    store,
  });
  expect(study).toMatchObject({ name: "fine", status: "stopped" });
  expect(resumed).toEqual([12]);
  expect((await trialsOf("fine"))[11].status).toBe("waiting");
  const { stopped } = await changeStudy({ study: "fine", stopTrials: [12], store });
  expect(stopped).toEqual([12]);
  await expect(changeStudy({ study: "fine", stopTrials: [1], store })).rejects.toMatchObject({
    code: "trial-not-movable",
  });
  await expect(changeStudy({ study: "fine", store })).rejects.toMatchObject({ code: "change-not-told" });
});

test("a copy has the trials, or none, and a name of its own", async () => {
  const whole = await copyStudy({ study: "coarse", name: "again", store });
  expect(whole.study).toMatchObject({ name: "again", trials: { complete: 31, paused: 1 } });
  const empty = await copyStudy({ study: "coarse", name: "anew", empty: true, store });
  expect(empty.study.best).toBeNull();
  await expect(copyStudy({ study: "coarse", name: "anew", store })).rejects.toMatchObject({
    code: "study-exists",
  });
});

test("studies are compared after equal numbers of trials", async () => {
  await copyStudy({ study: "coarse", name: "empty", empty: true, store });
  const { progress, best, sameObjective, sameData, ownParameters } = await compareStudies({
    studies: ["coarse", "empty"],
    store,
  });
  expect(progress.map(({ trials }) => trials)).toEqual([1, 2, 5, 10, 20, 31]);
  expect(progress.at(-1)!.best).toEqual([best[0]!.values[0], null]);
  expect({ sameObjective, sameData }).toEqual({ sameObjective: true, sameData: true });
  expect(ownParameters).toEqual([[], []]);
  await expect(compareStudies({ studies: ["coarse"], store })).rejects.toMatchObject({
    code: "two-studies-expected",
  });
});

test("removing takes a word, and leaves the other studies", async () => {
  await copyStudy({ study: "coarse", name: "other", store });
  expect((await removeStudies({ studies: ["other"], store })).removed).toBe(false);
  expect((await listStudies({ store })).studies).toHaveLength(2);
  expect((await removeStudies({ studies: ["other"], yes: true, store })).removed).toBe(true);
  expect((await listStudies({ store })).studies.map(({ name }) => name)).toEqual(["coarse"]);
});

test("a study that is being worked on stays until its worker lets go", async () => {
  const opened = openSqliteStore(store);
  const { studies } = opened;
  await studies.moveTrial({ study: SAMPLE_STUDY.id, number: 11 }, { from: "paused", to: "waiting" });
  await studies.claimTrial(SAMPLE_STUDY.id, { owner: "me", forMs: 60_000 });
  await opened.close();
  const call = removeStudies({ studies: ["coarse"], yes: true, store });
  await expect(call).rejects.toMatchObject({ code: "study-in-use" });
  expect((await listStudies({ store })).studies).toHaveLength(1);
});

test.each(["jsonl", "log"])(
  "a study leaves as .%s and comes back with its points and values",
  async (ending) => {
    const out = join(store, `study.${ending}`);
    expect(await exportStudy({ study: "coarse", out, store })).toMatchObject({ trials: 40 });
    const { studies, trials } = await importStudy({ file: out, name: "back", store });
    expect(trials).toBe(40);
    expect(studies[0].name).toBe("back");
    const pick = async (study: string) =>
      (await trialsOf(study)).map(({ point, values }) => ({ point, values }));
    const [before, after] = [await pick("coarse"), await pick("back")];
    // Optuna has the last reported value of a trial that was stopped, where we have none.
    const complete = before.flatMap(({ values }, index) => (values.length > 0 ? [index] : []));
    expect(complete.map((index) => after[index])).toEqual(complete.map((index) => before[index]));
    expect((await showStudy({ study: "back", store })).importance[0].parameter).toBe("rate");
  },
);

test("CSV goes into a study, or makes one like it", async () => {
  const file = join(store, "study.csv");
  await exportStudy({ study: "coarse", out: file, store });
  await expect(importStudy({ file, store })).rejects.toMatchObject({ code: "csv-space-not-told" });
  const made = await importStudy({ file, like: "coarse", name: "table", store });
  expect(made.studies[0]).toMatchObject({ name: "table", trials: { complete: 31 } });
  const { studies } = await importStudy({ file, into: "coarse", store });
  expect(studies[0].trials.complete).toBe(62);
});

test("a file that is no study leaves no study behind", async () => {
  const file = join(store, "wrong.jsonl");
  writeFileSync(file, '{"trainwell": 1, "study": {}}\n');
  await expect(importStudy({ file, store })).rejects.toMatchObject({ code: "study-file-invalid" });
  await expect(importStudy({ file: join(store, "none.log"), store })).rejects.toMatchObject({
    code: "study-file-unreadable",
  });
  await expect(exportStudy({ study: "coarse", out: "a.txt", store })).rejects.toMatchObject({
    code: "study-format-unknown",
  });
  expect((await listStudies({ store })).studies).toHaveLength(1);
});
