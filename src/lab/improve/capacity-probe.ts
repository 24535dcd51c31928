import type { RunEvidence } from "../../clinic/evidence.ts";
import { treatmentsFor } from "../../clinic/treatments/index.ts";
import { applyPatch } from "../../recipe/patch.ts";
import type { Recipe } from "../../recipe/schema.ts";
import { type Committee, trainScores } from "../committee.ts";
import { evidenceOf } from "../evidence/training-evidence.ts";
import { measureOf } from "../judged-target.ts";
import { errorOf, scoresOf } from "../scores/scores.ts";
import { performTraining } from "../training.ts";
import type { RoundContext } from "./improve-round.ts";

/** A larger network trained to the end takes about so many times as long as a member of the baseline. */
const PROBE_TIMES = 3;
/** The probe may take this share of the budget's time; treatments are worth more. */
const MOST_BUDGET_SHARE = 0.2;

/** Training errors up to this share of a baseline's count as fitting the training set. */
const FITS_SHARE = 0.5;
/** A classifier with a training error up to this fits its training set as it is. */
const FITTED_ERROR = 0.005;

/**
 * Whether a larger network can fit the training part, asked where no reachable error is stated: it tells a
 * network that is too small from data that cannot be predicted better. Not asked when the network fits it
 * already or diverged, or when the answer would take much of the budget's time.
 *
 * @param baseline its committee, and how long one of its trainings took.
 */
export async function capacityOf(
  context: RoundContext,
  { committee: baseline, memberMs }: { committee: Committee; memberMs: number },
  humanError: number | null,
): Promise<RunEvidence["capacity"]> {
  const { workshop, prepared, design, job } = context;
  const trainError = errorOf(trainScores(baseline, prepared.target), prepared.target);
  const units = hiddenUnits(baseline.recipe);
  const diverged = baseline.trainings.some(({ outcome }) => outcome.status === "diverged");
  if (humanError !== null || diverged) return undefined;
  if (measureOf(prepared.target).unit === "share" && trainError <= FITTED_ERROR)
    return { fits: true, trainError, units };
  if (PROBE_TIMES * memberMs > MOST_BUDGET_SHARE * context.budget.leftMs) return undefined;
  const evidence = evidenceOf(prepared, baseline.trainings[0], { humanError: null });
  const [wider] = treatmentsFor(["wider-network"], evidence);
  if (wider?.patch === undefined) return undefined;
  const larger = applyPatch(baseline.recipe, [
    ...wider.patch,
    { op: "set", path: "training.earlyStopping", value: null },
  ]);
  // Without dev rows the last weights are kept, not those that generalize best.
  const rows = { train: design.members[0].train, dev: new Int32Array(0) };
  const training = await context.budget.within(workshop.signal, (signal) =>
    performTraining({ ...workshop, signal }, prepared, {
      recipe: larger,
      rows,
      title: "capacity probe",
      place: { job, role: "capacity", number: 1, member: 1 },
    }),
  );
  if (training === undefined) return undefined;
  const largerError = errorOf(scoresOf(prepared.target, training.train), prepared.target);
  const fits = largerError <= Math.max(FITTED_ERROR, FITS_SHARE * trainError);
  return { fits, trainError: largerError, units: hiddenUnits(larger) };
}

function hiddenUnits(recipe: Recipe): number {
  return recipe.network.layers.reduce((sum, { units }) => sum + (typeof units === "number" ? units : 0), 0);
}
