import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, it } from "vitest";
import { studyConformance } from "../conformance/study-conformance.ts";
import { openSqliteStore } from "../sqlite-store.node.ts";

const root = mkdtempSync(join(tmpdir(), "trainwell-studies-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe("the studies of a store in a folder", () => {
  it.each(studyConformance())("$name", ({ run }) => {
    const folder = mkdtempSync(join(root, "place-"));
    let now = 0;
    const open = async () => openSqliteStore(folder, { now: () => now }).studies;
    return run({
      open,
      setTime(time) {
        now = time;
      },
    });
  });
});
