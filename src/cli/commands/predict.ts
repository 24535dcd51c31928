import type { PredictResult } from "../../actions/predict/contract.ts";
import { predictVerb } from "../../actions/predict/verb.ts";
import { commandOf } from "../command.ts";
import type { Page } from "../output.ts";
import { formatFiles, formatNotes } from "../text.ts";

/** `trainwell predict DATA --model MODEL`: predictions for the rows of a table, as a CSV. */
export const predictCommand = commandOf(predictVerb, {
  defaults: { out: "predictions.csv" },
  render: (result, _colors, page) => ({
    document: documentOf(result),
    text: result.csv ?? describe(result, page),
  }),
});

/** The predictions themselves are in the CSV. */
function documentOf({ predictions, columns, notes, files, csv }: PredictResult) {
  return { rows: predictions.length, columns, notes, files, ...(csv === undefined ? {} : { csv }) };
}

function describe({ predictions, files, notes }: PredictResult, page: Page): string {
  const rows = predictions.length;
  return [
    `Predicted ${rows} row${rows === 1 ? "" : "s"}.`,
    ...formatFiles(files),
    ...formatNotes(notes, page),
  ].join("\n");
}
