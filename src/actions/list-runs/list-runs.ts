import { stat } from "node:fs/promises";
import { isWhole } from "../../lab/named-run.ts";
import { byJob, databasePath, hasStore, runLine, withStore } from "../shared/stored-runs.ts";
import type { ListRunsOptions, ListRunsResult } from "./contract.ts";

/** Lists the stored runs that stand for themselves; none where there is no store yet. */
export async function listRuns({ store: folder, status }: ListRunsOptions): Promise<ListRunsResult> {
  if (!hasStore(folder)) return { store: folder, databaseBytes: 0, runs: [] };
  return withStore(folder, async (store) => {
    const all = await store.listRuns();
    const parts = byJob(all);
    const lines = await Promise.all(
      all.filter(isWhole).map((run) => runLine(store, run, parts.get(run.id) ?? [])),
    );
    const { size: databaseBytes } = await stat(databasePath(folder));
    const runs = lines.filter((line) => status === null || line.status === status);
    return { store: folder, databaseBytes, runs };
  });
}
