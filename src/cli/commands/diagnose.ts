import type { DiagnoseResult } from "../../actions/contract.ts";
import { TrainwellError } from "../../base/errors.ts";
import type { CommandRegistration } from "../command.ts";
import type { Output } from "../output.ts";
import { addTrainingOptions, DATA_ARGUMENT, type TrainingFlags, trainingOptions } from "../shared-options.ts";
import { formatFindings, formatScores, formatUnjudged } from "../text.ts";

interface DiagnoseFlags extends TrainingFlags {
  readonly run?: string;
}

/** `trainwell diagnose [DATA]`: what is wrong with a run, or with a baseline trained for the purpose. */
export const registerDiagnose: CommandRegistration = (program, { actions, job }) => {
  const command = program
    .command("diagnose")
    .description("say what is wrong with a run, with the evidence and the treatments that fit");
  addTrainingOptions(command.argument("[data]", `${DATA_ARGUMENT}, on which a baseline is trained`));
  command.option("--run <run>", "a stored run");
  command.action((data: string | undefined, flags: DiagnoseFlags) =>
    job(async (context, colors) => {
      if (data === undefined && flags.run === undefined) throw nothingToDiagnose();
      const diagnose = await actions.diagnose();
      const options = { ...trainingOptions("", flags), data: data ?? null, run: flags.run ?? null };
      const result = await diagnose({ ...options, ...context });
      return { document: result, text: describe(result, colors) };
    }),
  );
};

function nothingToDiagnose(): TrainwellError {
  return new TrainwellError({
    kind: "usage",
    code: "nothing-to-diagnose",
    message: "Expected a data file or --run RUN, received neither.",
    hint: "For example: trainwell diagnose data.csv --target y",
  });
}

function describe(result: DiagnoseResult, colors: Output["colors"]): string {
  return [
    `Run ${result.run}`,
    `Dev    ${formatScores(result.dev)}`,
    "",
    formatFindings(result.findings, colors),
    ...formatUnjudged(result.unjudged),
  ].join("\n");
}
