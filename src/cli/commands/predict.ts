import type { CommandRegistration } from "../command.ts";
import { addStoreOptions } from "../shared-options.ts";
import { formatFiles } from "../text.ts";

interface PredictFlags {
  readonly model: string;
  readonly out?: string;
  readonly store: string;
  readonly threads?: number;
}

/** `trainwell predict DATA --model MODEL`: predictions for the rows of a table, as a CSV. */
export const registerPredict: CommandRegistration = (program, { actions, job }) => {
  const command = program
    .command("predict")
    .description("write a CSV with the prediction for every row of a table, or every image");
  addStoreOptions(
    command.argument("<data>", "data with the columns that the model was trained on, or images"),
  )
    .requiredOption("-m, --model <model>", "a folder written by improve or fit, or the id of a stored run")
    .option("-o, --out <file>", "the CSV to write, or - for stdout (default: predictions.csv)");
  command.action((data: string, flags: PredictFlags) =>
    job(async (context) => {
      const predict = await actions.predict();
      const { model, store } = flags;
      const options = { data, model, store, out: flags.out ?? null, threads: flags.threads ?? null };
      const result = await predict({ ...options, ...context });
      if (result.csv !== undefined) return { document: result, text: result.csv };
      const text = [
        `Predicted ${result.rows} row${result.rows === 1 ? "" : "s"}.`,
        ...formatFiles(result.files),
      ].join("\n");
      return { document: result, text };
    }),
  );
};
