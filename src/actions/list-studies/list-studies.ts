import type { JobStore } from "../../store/store.ts";
import { storePlace } from "../shared/store-place.ts";
import { withStore } from "../shared/stored-runs.ts";
import { studyLine } from "../shared/studies/stored-studies.ts";
import type { ListStudiesOptions, ListStudiesResult } from "./contract.ts";

/** Lists the stored studies; none where there is no store yet. */
export async function listStudies({ store: address }: ListStudiesOptions): Promise<ListStudiesResult> {
  const place = storePlace(address);
  const list = async ({ studies }: JobStore): Promise<ListStudiesResult> => {
    const all = await studies.listStudies();
    const lines = all.map(async (study) =>
      studyLine(study, (await studies.trials(study.id, { statuses: ["complete"], brief: true })).trials),
    );
    return { store: place, studies: await Promise.all(lines) };
  };
  return withStore(address, list, { none: () => ({ store: place, studies: [] }) });
}
