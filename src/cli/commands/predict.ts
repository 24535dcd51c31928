import type { PredictResult } from "../../actions/predict/contract.ts";
import { predictVerb } from "../../actions/predict/verb.ts";
import { commandOf } from "../command.ts";
import { printable } from "../printable.ts";
import { formatFiles } from "../text.ts";

/** `trainwell predict DATA --model MODEL`: predictions for the rows of a table, as a CSV. */
export const predictCommand = commandOf(predictVerb, {
  render: (result) => ({ text: result.csv ?? describe(result) }),
});

function describe({ rows, files, notes }: PredictResult): string {
  return [
    `Predicted ${rows} row${rows === 1 ? "" : "s"}.`,
    ...formatFiles(files),
    ...notes.map((note) => `Note: ${printable(note)}`),
  ].join("\n");
}
