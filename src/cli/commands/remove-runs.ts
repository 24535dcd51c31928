import type { RemoveRunsResult } from "../../actions/remove-runs/contract.ts";
import { removeRunsVerb } from "../../actions/remove-runs/verb.ts";
import { commandOf } from "../command.ts";
import { formatRuns, formatTotal } from "../run-text.ts";

/** `trainwell runs rm [RUN...]`: removes stored runs, or lists what would go. */
export const removeRunsCommand = commandOf(removeRunsVerb, {
  words: "runs rm",
  render: (result) => ({ text: describe(result) }),
});

function describe({ store, removed, runs, inUse }: RemoveRunsResult): string {
  const staying = inUse.map((id) => `Run ${id} stays: a process is training it.`);
  if (runs.length === 0) return [`No run in ${store} fits.`, ...staying].join("\n");
  const total = formatTotal(runs);
  return [
    formatRuns(runs, Date.now()),
    "",
    removed ? `Removed ${total}.` : `Would remove ${total}. Nothing is removed yet: add --yes to do so.`,
    ...staying,
  ].join("\n");
}
