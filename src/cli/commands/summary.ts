import type { SummaryResult } from "../../actions/summary/contract.ts";
import { summaryVerb } from "../../actions/summary/verb.ts";
import { commandOf } from "../command.ts";
import { printable } from "../printable.ts";

/**
 * `trainwell summary [DATA]`: a network's layers, shapes, parameters and work, before anything is trained.
 */
export const summaryCommand = commandOf(summaryVerb, {
  render: async (result) => ({ text: await describe(result) }),
});

async function describe(result: SummaryResult): Promise<string> {
  const { formatSummary } = await import("../../nn/network-summary.ts");
  const { data, inputs, outputs } = result;
  const blocks = inputs.map(({ name, rowShape, cardinality }) =>
    cardinality === undefined ? `${name} ${rowShape.join("x")}` : `${name} (${cardinality} codes)`,
  );
  const whose = data === null ? "assumed, because no data was told" : `of ${data}`;
  return printable(
    [
      formatSummary(result),
      `Inputs ${whose}: ${blocks.join(", ")}; ${outputs} output${outputs === 1 ? "" : "s"}.`,
    ].join("\n"),
  );
}
