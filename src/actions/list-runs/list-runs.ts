import { isWhole } from "../../lab/resume/named-run.ts";
import type { JobStore } from "../../store/store.ts";
import { storePlace } from "../shared/store-place.ts";
import { byJob, runLine, withStore } from "../shared/stored-runs.ts";
import type { ListRunsOptions, ListRunsResult } from "./contract.ts";

/** Lists the stored runs that stand for themselves; none where there is no store yet. */
export async function listRuns({ store: address, status }: ListRunsOptions): Promise<ListRunsResult> {
  const place = storePlace(address);
  const list = async (store: JobStore): Promise<ListRunsResult> => {
    const all = await store.listRuns();
    const parts = byJob(all);
    const lines = await Promise.all(
      all.filter(isWhole).map((run) => runLine(store, run, parts.get(run.id) ?? [])),
    );
    const databaseBytes = await store.databaseBytes();
    const runs = lines.filter((line) => status === null || line.status === status);
    return { store: place, databaseBytes, runs };
  };
  return withStore(address, list, { none: () => ({ store: place, databaseBytes: 0, runs: [] }) });
}
