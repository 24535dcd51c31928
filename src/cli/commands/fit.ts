import type { FitResult } from "../../actions/contract.ts";
import type { CommandRegistration } from "../command.ts";
import type { Output } from "../output.ts";
import { addTrainingOptions, DATA_ARGUMENT, type TrainingFlags, trainingOptions } from "../shared-options.ts";
import {
  formatDetails,
  formatFiles,
  formatFindings,
  formatScores,
  formatSplits,
  formatTest,
} from "../text.ts";

interface FitFlags extends TrainingFlags {
  readonly finalTest?: boolean;
  readonly resume?: string;
}

/** `trainwell fit DATA`: one training of one recipe. */
export const registerFit: CommandRegistration = (program, { actions, job }) => {
  const command = program
    .command("fit")
    .description("train one network by a recipe, or by a sensible default");
  addTrainingOptions(command.argument("<data>", DATA_ARGUMENT))
    .option("--final-test", "score the test set at the end; every scoring is recorded")
    .option("--resume <run>", "continue an interrupted run exactly where it stopped");
  command.action((data: string, flags: FitFlags) =>
    job(async (context, colors) => {
      const fit = await actions.fit();
      const options = { finalTest: flags.finalTest ?? false, resume: flags.resume ?? null };
      const result = await fit({ ...trainingOptions(data, flags), ...options, ...context });
      return { document: result, text: describe(result, colors) };
    }),
  );
};

function describe(result: FitResult, colors: Output["colors"]): string {
  return [
    `Run ${result.run}: ${result.epochs} epoch${result.epochs === 1 ? "" : "s"} on ${formatSplits(result.splits)} rows`,
    `Train  ${formatScores(result.train)}`,
    ...(result.trainDev ? [`Apart  ${formatScores(result.trainDev)} (train-dev)`] : []),
    `Dev    ${formatScores(result.dev)}`,
    ...formatDetails(result.dev),
    ...formatTest(result.test),
    "",
    formatFindings(result.findings, colors),
    "",
    ...formatFiles(result.files),
  ].join("\n");
}
