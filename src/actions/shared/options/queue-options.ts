import type { OptionalOption } from "../../verb.ts";

/** The queue that wakes workers. */
export const queueOption: OptionalOption<string | null> = {
  flag: "--queue <address>",
  help: "wakes workers by Redis at redis://…; by default the store's database does",
  default: null,
};
