import { hasStore, withStore } from "../shared/stored-runs.ts";
import { studyLine } from "../shared/stored-studies.ts";
import type { ListStudiesOptions, ListStudiesResult } from "./contract.ts";

/** Lists the stored studies; none where there is no store yet. */
export async function listStudies({ store: folder }: ListStudiesOptions): Promise<ListStudiesResult> {
  if (!hasStore(folder)) return { store: folder, studies: [] };
  return withStore(folder, async ({ studies }) => {
    const all = await studies.listStudies();
    const lines = all.map(async (study) =>
      studyLine(study, (await studies.trials(study.id, { statuses: ["complete"], brief: true })).trials),
    );
    return { store: folder, studies: await Promise.all(lines) };
  });
}
