import type { OptionDeclarations } from "../../verb.ts";

/** How a run may stand as one sees it from outside. */
const SEEN_STATUSES = ["running", "done", "interrupted", "failed", "killed"] as const;

/** Where a run stands as one sees it from outside: "killed" is one that no process trains and none ended. */
export type SeenStatus = (typeof SEEN_STATUSES)[number];

/** Which runs are meant, by how they stand. */
export const statusOption: OptionDeclarations<{ readonly status: SeenStatus | null }> = {
  status: {
    flag: "--status <status>",
    help: "only runs that stand so; killed are those that no process trains and none ended",
    default: null,
    choices: SEEN_STATUSES,
  },
};
