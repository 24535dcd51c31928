import { begin } from "../../lab/begin.ts";
import type { JobContext } from "../../lab/job-context.ts";
import { withWorkshop } from "../../lab/workshop.ts";
import { MODEL_FILES } from "../shared/files/model-files.ts";
import { OutputFolder } from "../shared/files/output-folder.ts";
import { fitRun } from "../shared/fit-run.ts";
import type { FitOptions, FitResult } from "./contract.ts";

/**
 * Trains the network of a recipe (or of the default for the data), with as many members as the recipe says,
 * and writes the recipe and the model. The test set is scored only with `finalTest`.
 *
 * @throws TrainwellError for wrong input, for a folder that cannot be written, or `interrupted`.
 */
export async function fit(options: FitOptions & JobContext): Promise<FitResult> {
  const started = performance.now();
  const output = await OutputFolder.open(options.out ?? "trainwell-fit", {
    names: MODEL_FILES,
    inputs: options,
  });
  return withWorkshop({ ...options, parallel: 1 }, async (workshop) => {
    const { earlier, prepared } = await begin(workshop, options, "fit");
    return fitRun(workshop, prepared, { options, earlier, output, started });
  });
}
