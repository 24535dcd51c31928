import { expect, test } from "vitest";
import type { StudyRecord } from "../run/study.ts";
import { openMemoryStore } from "./memory-store.ts";
import { requireStudy } from "./require-study.ts";

test("finds a study by its name, and says the nearest of one that is not there", async () => {
  const { studies } = openMemoryStore();
  const study: StudyRecord = {
    id: "a",
    name: "wine, wide",
    createdAt: "2025-01-01T00:00:00.000Z",
    status: "open",
    space: {},
    sampler: { kind: "random" },
    stopper: { kind: "none" },
    objectives: [{ metric: "loss", direction: "minimize" }],
    limits: [],
    seed: 1,
    version: "1.0.0",
    settings: {},
  };
  await studies.createStudy(study);
  expect(await requireStudy(studies, "wine, wide")).toEqual(study);
  await expect(requireStudy(studies, "wine, wid")).rejects.toMatchObject({
    code: "study-unknown",
    hint: 'Did you mean "wine, wide"?',
  });
});
