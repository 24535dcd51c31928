import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SAMPLE_STUDY, sampleTrials } from "../../actions/shared/studies/stored-studies.samples.ts";
import { openSqliteStore } from "../../store/sqlite-store.node.ts";
import { speak } from "../speak.samples.ts";

let folder: string;
let store: readonly string[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "trainwell-shown-"));
  store = ["--store", folder];
  const opened = openSqliteStore(folder);
  await opened.studies.createStudy(SAMPLE_STUDY, sampleTrials(30));
  await opened.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the study's name is enough, and means the same as to show it", async () => {
  const { code, out } = await speak("study", "coarse", ...store);
  expect(code).toBe(0);
  expect(out).toBe((await speak("study", "show", "coarse", ...store)).out);
  for (const part of ["coarse  stopped", "Best trials", "Best loss after", "Importance, by fANOVA"])
    expect(out).toContain(part);
  expect(out).toContain("loss by rate, in the logarithm");
});

test("without a name all studies are listed", async () => {
  const { code, out } = await speak("study", ...store);
  expect(code).toBe(0);
  expect(out).toMatch(/^study +age +status +trials +sampler +best\ncoarse /);
  expect(out).toBe((await speak("study", "list", ...store)).out);
});

test("with --json a study is the document that programs get", async () => {
  const { out } = await speak("study", "coarse", "--json", ...store);
  const shown = JSON.parse(out);
  expect(shown.study.name).toBe("coarse");
  expect(shown.trials).toHaveLength(30);
  expect(JSON.parse((await speak("study", "--json", ...store)).out).studies).toHaveLength(1);
});

test("a study is changed and compared by words", async () => {
  const changed = await speak("study", "change", "coarse", "--enqueue", '{"rate": 0.02}', ...store);
  expect(changed.out).toContain("Trial 31 is tried next.");
  const compared = await speak("study", "compare", "coarse", "last", ...store);
  expect(compared.out).toContain("Best loss after so many complete trials");
  const listed = await speak("study", "rm", "coarse", ...store);
  expect(listed.out).toContain("Nothing is removed yet");
});
