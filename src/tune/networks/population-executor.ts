import { branchRun } from "../../lab/branch-run.ts";
import { seededFor } from "../../lab/committee.ts";
import { memberLoss } from "../../lab/member-loss.ts";
import { requireOwnRun } from "../../lab/resume/resume.ts";
import { performTrial } from "../../lab/training.ts";
import type { Recipe } from "../../recipe/schema.ts";
import type { Place } from "../../run/place.ts";
import type { OwnRun } from "../../run/record.ts";
import type { TrialRecord } from "../../run/study.ts";
import type { LeasedTrial, TrialEnd } from "../../store/study-store.ts";
import type { TrialContext, TrialExecutor } from "../study/trial-worker.ts";
import { lineageOf, partRecipe } from "./lineage.ts";
import { endOf, type NetworkStudy, searchMembers } from "./network-executor.ts";

/**
 * Carries out the parts of a population's trainings: each trial goes on, by its own values, from the
 * checkpoint of the trial that it comes from, as a branch that says so; those that come from none begin a
 * training, each with weights of its own. All are trained and judged on the same rows, by the weights at the
 * part's end.
 */
export function populationExecutor(about: NetworkStudy): TrialExecutor {
  return {
    lastStep: about.prepared.recipe.training.epochs,
    run: (trial, context) => runPart(about, trial, context),
  };
}

async function runPart(about: NetworkStudy, trial: LeasedTrial, context: TrialContext): Promise<TrialEnd> {
  const { workshop, prepared, study, space, design } = about;
  const [rows] = searchMembers(design);
  await study.refresh();
  const line = lineageOf(study.trials, trial);
  // Trainings of a population differ in their first weights, by the trial that began them.
  const recipe = seededFor(partRecipe({ space, study: study.record }, line), line[0]);
  const place = { job: study.record.id, role: "trial", number: trial.number + 1, member: 1 } as const;
  const title = `trial ${trial.number + 1}`;
  let noted: Promise<void> | undefined;
  const resume = await begunRun(about, { trial, line, recipe, place, title });
  if (resume !== undefined && !trial.runs.includes(resume.id)) await context.noteRuns([resume.id]);
  const training = await performTrial({ ...workshop, signal: context.signal }, prepared, {
    recipe,
    rows,
    place,
    title,
    keeps: "last",
    ...(resume ? { resume } : {}),
    onRun: (run) => {
      if (resume === undefined) noted = context.noteRuns([run]);
      noted?.catch(() => {});
    },
  });
  await noted;
  const loss = memberLoss(prepared.target, training, rows.dev);
  if (Number.isFinite(loss)) await context.report({ step: recipe.training.epochs, value: loss });
  return endOf(about, { trainings: [training], losses: { [rows.number + 1]: loss }, wanted: 1 });
}

/**
 * The run that a part goes on with: its own that an earlier worker began, or else a new branch of the part
 * before; undefined of a part that begins a training.
 */
async function begunRun(
  { workshop }: NetworkStudy,
  about: {
    trial: LeasedTrial;
    line: readonly TrialRecord[];
    recipe: Recipe;
    place: Place;
    title: string;
  },
): Promise<OwnRun | undefined> {
  const { trial, line, ...branch } = about;
  const { store } = workshop;
  const [own] = trial.runs;
  if (own !== undefined) return requireOwnRun(store, own);
  if (trial.attempts > 1) await removeUnnoted(store, branch.place);
  const before = line.at(-2);
  if (before === undefined) return undefined;
  const parent = await requireOwnRun(store, before.runs[0]);
  return branchRun(workshop, parent, branch);
}

/** Removes what a worker began that was lost before it could say so. */
async function removeUnnoted(store: NetworkStudy["workshop"]["store"], place: Place): Promise<void> {
  const runs = await store.listRuns({ job: place.job, role: place.role });
  for (const run of runs) if (run.place.number === place.number) await store.removeRun(run.id);
}
