import { describe, it } from "vitest";
import { studyConformance } from "./conformance/study-conformance.ts";
import { openMemoryStore } from "./memory-store.ts";

describe("the studies of a store in memory", () => {
  it.each(studyConformance())("$name", ({ run }) => {
    let now = 0;
    const { studies } = openMemoryStore({ now: () => now });
    return run({
      open: async () => studies,
      setTime(time) {
        now = time;
      },
    });
  });
});
