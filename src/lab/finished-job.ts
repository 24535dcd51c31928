import type { RunStore } from "../store/store.ts";

/**
 * Removes what only an interrupted job would need: the checkpoints of its trainings. Their histories stay,
 * and so does the job's model.
 */
export async function forgetCheckpoints(store: RunStore, job: string): Promise<void> {
  for (const { id } of await store.listRuns({ job })) await store.removeCheckpoint(id);
}
