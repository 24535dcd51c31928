import { branchRun, runAtStep } from "../../lab/branch-run.ts";
import type { JobContext } from "../../lab/job-context.ts";
import { prepare } from "../../lab/prepare/prepare.ts";
import { assignments } from "../../lab/prepare/told-changes.ts";
import { namedRun } from "../../lab/resume/named-run.ts";
import { checkSameData, requireOwnRun } from "../../lab/resume/resume.ts";
import { withWorkshop } from "../../lab/workshop.ts";
import { applyPatch } from "../../recipe/patch.ts";
import { MODEL_FILES } from "../shared/files/model-files.ts";
import { OutputFolder } from "../shared/files/output-folder.ts";
import { fitRun } from "../shared/fit-run.ts";
import type { NurseOptions, NurseResult } from "./contract.ts";

/**
 * Goes on from a run's last checkpoint with some of its recipe changed, as a run of its own that says where
 * it branched off. The run itself stays as it is, also where another process still trains it.
 *
 * @throws TrainwellError `branch-nothing`, `branch-fixed`, `branch-no-checkpoint`, `branch-no-step`,
 * `data-changed`, for a folder that cannot be written, or `interrupted`.
 */
export async function nurse(options: NurseOptions & JobContext): Promise<NurseResult> {
  const started = performance.now();
  const output = await OutputFolder.open(options.out ?? "trainwell-nurse", {
    names: MODEL_FILES,
    inputs: options,
  });
  return withWorkshop({ ...options, parallel: 1 }, async (workshop) => {
    const parent = await requireOwnRun(workshop.store, await namedRun(workshop.store, options.run));
    const { data, signal } = options;
    checkSameData(parent, await prepare({ data, signal }, parent.recipe));
    const from = options.at === null ? parent : await runAtStep(workshop, parent, options.at);
    const recipe = applyPatch(parent.recipe, assignments(options), { source: "--set" });
    const branch = await branchRun(workshop, from, { recipe, title: "fit" });
    const prepared = await prepare({ data, signal }, branch.recipe);
    await workshop.claim(branch.id);
    const result = await fitRun(workshop, prepared, { options, earlier: branch, output, started });
    return { ...result, branch: branch.branch! };
  });
}
