import type { ImproveResult } from "../../actions/contract.ts";
import { type BudgetArgument, parseBudget } from "../arguments.ts";
import type { CommandRegistration } from "../command.ts";
import type { Output } from "../output.ts";
import { addTrainingOptions, DATA_ARGUMENT, type TrainingFlags, trainingOptions } from "../shared-options.ts";
import {
  formatDetails,
  formatFiles,
  formatFindings,
  formatScores,
  formatSplits,
  formatSteps,
  formatTest,
} from "../text.ts";

interface ImproveFlags extends TrainingFlags {
  readonly budget: BudgetArgument;
  readonly resume?: string;
}

/** `trainwell improve DATA`: the main job, from a table to a proven network. */
export const registerImprove: CommandRegistration = (program, { actions, job }) => {
  const command = program
    .command("improve")
    .description(
      "train a baseline, diagnose it, treat it, prove that the treatment helped; report and model",
    );
  addTrainingOptions(command.argument("<data>", DATA_ARGUMENT))
    .option(
      "-b, --budget <budget>",
      'when to stop: "90s", "10m", "20 trials", or "10m, 20 trials"',
      parseBudget,
    )
    .option("--resume <run>", "continue an interrupted job");
  command.action((data: string, flags: ImproveFlags) =>
    job(async (context, colors) => {
      const improve = await actions.improve();
      const budget = flags.budget ?? { durationMs: null, trials: null };
      const options = { ...trainingOptions(data, flags), budget, resume: flags.resume ?? null };
      const result = await improve({ ...options, ...context });
      return { document: result, text: describe(result, colors) };
    }),
  );
};

function describe(result: ImproveResult, colors: Output["colors"]): string {
  return [
    `Run ${result.run} on ${formatSplits(result.splits)} rows`,
    `Baseline dev  ${formatScores(result.baseline.dev)}`,
    `Final dev     ${formatScores(result.dev)}`,
    ...formatDetails(result.dev),
    ...formatTest(result.test),
    "",
    colors.bold(`Treatments, judged by the ${result.judgedBy.loss} and the ${result.judgedBy.metric}`),
    formatSteps(result.steps, colors),
    "",
    colors.bold("Findings"),
    formatFindings(result.findings, colors),
    "",
    ...formatFiles(result.files),
  ].join("\n");
}
