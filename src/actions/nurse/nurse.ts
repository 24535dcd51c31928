import { TrainwellError } from "../../base/errors.ts";
import { branchRun, checkChanges } from "../../lab/branch-run.ts";
import type { JobContext } from "../../lab/job-context.ts";
import { prepare } from "../../lab/prepare/prepare.ts";
import { assignments } from "../../lab/prepare/told-changes.ts";
import { findMoment, type Moment, stateAt } from "../../lab/replay-run.ts";
import { namedRun } from "../../lab/resume/named-run.ts";
import { checkSameData, requireOwnRun } from "../../lab/resume/resume.ts";
import { withWorkshop } from "../../lab/workshop.ts";
import { applyPatch } from "../../recipe/patch.ts";
import { MODEL_FILES } from "../shared/files/model-files.ts";
import { OutputFolder } from "../shared/files/output-folder.ts";
import { fitRun } from "../shared/fit-run.ts";
import type { NurseOptions, NurseResult } from "./contract.ts";

/**
 * Goes on from a run's last checkpoint, or from the end of one of its epochs, with some of its recipe
 * changed, as a run of its own that says where it branched off. The run itself stays as it is, also where
 * another process still trains it. An epoch of which no checkpoint was kept is reached by training the run
 * again up to there.
 *
 * @throws TrainwellError `branch-nothing`, `branch-fixed`, `branch-no-checkpoint`, `branch-no-step`,
 *   `branch-moment` for a step and an epoch at once, `replay-differs`, `data-changed`, for a folder that
 *   cannot be written, or `interrupted`.
 */
export async function nurse(options: NurseOptions & JobContext): Promise<NurseResult> {
  const started = performance.now();
  const moment = momentOf(options);
  const output = await OutputFolder.open(options.out ?? "trainwell-nurse", {
    names: MODEL_FILES,
    inputs: options,
  });
  return withWorkshop({ ...options, parallel: 1 }, async (workshop) => {
    const parent = await requireOwnRun(workshop.store, await namedRun(workshop.store, options.run));
    const { data, signal } = options;
    const before = await prepare({ data, signal }, parent.recipe);
    checkSameData(parent, before);
    const recipe = applyPatch(parent.recipe, assignments(options), { source: "--set" });
    const at = moment && (await findMoment(workshop, parent, moment));
    const { run } = at ?? { run: parent };
    checkChanges(run, recipe);
    const from = at && (await stateAt(workshop, before, at));
    const branch = await branchRun(workshop, run, { recipe, title: "fit", ...(from ? { from } : {}) });
    const prepared = await prepare({ data, signal }, branch.recipe);
    await workshop.claim(branch.id);
    const result = await fitRun(workshop, prepared, { options, earlier: branch, output, started });
    return { ...result, branch: branch.branch! };
  });
}

function momentOf({ at, atEpoch }: NurseOptions): Moment | undefined {
  if (at === null) return atEpoch === null ? undefined : { epoch: atEpoch };
  if (atEpoch === null) return { step: at };
  throw new TrainwellError({
    kind: "usage",
    code: "branch-moment",
    message: `Step ${at} and the end of epoch ${atEpoch} were told to go on from; expected one of both.`,
    details: { at, atEpoch },
    hint: "Leave out --at or --at-epoch.",
  });
}
