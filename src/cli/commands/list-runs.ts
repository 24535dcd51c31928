import type { ListRunsResult } from "../../actions/list-runs/contract.ts";
import { listRunsVerb } from "../../actions/list-runs/verb.ts";
import { commandOf } from "../command.ts";
import { formatBytes, formatRuns, formatTotal } from "../run-text.ts";

/** `trainwell runs list`: the stored runs, the trainings of a job folded under it. */
export const listRunsCommand = commandOf(listRunsVerb, {
  words: "runs list",
  render: (result) => ({ text: describe(result) }),
});

function describe({ store, runs, databaseBytes }: ListRunsResult): string {
  if (runs.length === 0) return `No runs in ${store}.`;
  return [
    formatRuns(runs, Date.now()),
    "",
    `${formatTotal(runs)} and ${formatBytes(databaseBytes)} of histories, in ${store}`,
  ].join("\n");
}
