import type { Recipe } from "../../recipe/schema.ts";
import { type Committee, type Design, joinCommittees, leastRepeats, trainCommittee } from "../committee.ts";
import type { Training } from "../training.ts";
import type { Workshop } from "../workshop.ts";
import type { RoundContext } from "./improve-round.ts";

/** A budget should leave time for so many treatments beside one that is tried in every repeat. */
const FURTHER_TREATMENTS = 2;

/** A trained baseline, and how much of the design the time allows. */
export interface Baseline {
  readonly committee: Committee;
  readonly design: Design;
  /** Whether the design can tell a treatment's effect from the noise, and the time suffices to try one. */
  readonly comparable: boolean;
  /** How long one of its trainings took. */
  readonly memberMs: number;
}

/**
 * Trains a recipe in the design's first repeat, and in the others as far as the budget then leaves time for
 * treatments, which take as long: a comparison over fewer repeats is better than none. Says so where it does
 * not train all. When the time of the budget is spent, what has been trained by then is the baseline, at
 * least one training of at least one epoch.
 */
export async function trainBaseline(context: RoundContext, recipe: Recipe): Promise<Baseline> {
  const { workshop, prepared, design, budget, job } = context;
  const about = { recipe, title: "baseline", place: { job, role: "baseline", number: 1 } } as const;
  const began = performance.now();
  const wanted = design.members.filter((member) => member.repeat === 0);
  const first = (await budget.within(workshop.signal, (late) =>
    trainCommittee(workshop, prepared, { ...about, members: wanted, late }),
  ))!;
  const wasCutShort = sayIfCutShort(first.trainings[0], workshop);
  const firstMembers = first.members;
  // Members that a continued job had trained before are here at once, and would take as long again in a
  // treatment.
  const atOnce = Math.min(workshop.parallel, firstMembers.length);
  const trained = first.trainings.reduce((sum, training) => sum + training.durationMs, 0) / atOnce;
  const repeatMs = Math.max(performance.now() - began, trained);
  const memberMs = (repeatMs * atOnce) / firstMembers.length;
  const isWhole = firstMembers.length === wanted.length;
  const repeats = isWhole ? repeatsFor(design, { repeatMs, leftMs: budget.leftMs }) : 0;
  if (repeats < design.repeats && !wasCutShort) {
    const needed = leastTime(leastRepeats(design), repeatMs) - budget.leftMs;
    workshop.progress({ type: "note", message: noteOf({ repeats, repeatMs, design, missingMs: needed }) });
  }
  const members = isWhole ? design.members.filter(({ repeat }) => repeat > 0 && repeat < repeats) : [];
  const rest =
    members.length === 0
      ? undefined
      : await budget.within(workshop.signal, (signal) =>
          trainCommittee({ ...workshop, signal }, prepared, { ...about, members }),
        );
  const committee = rest === undefined ? first : joinCommittees(first, rest);
  const kept = rest === undefined ? 1 : repeats;
  budget.expect(repeatMs);
  return {
    committee,
    // Members that the time did not suffice for are in no comparison.
    design: { ...design, repeats: kept, members: committee.members },
    comparable: repeats > 0 && kept >= Math.min(repeats, leastRepeats(design)),
    memberMs,
  };
}

/** Says of a training that the time ended how far it came, and whether that is so. */
function sayIfCutShort({ outcome, history, recipe }: Training, { progress }: Workshop): boolean {
  if (outcome.status !== "interrupted") return false;
  const epochs = history.filter(({ kind }) => kind === "epoch").length;
  progress({
    type: "note",
    message:
      `The time of the budget was spent after ${epochs} of ${recipe.training.epochs} epochs of the ` +
      `baseline: it is judged by the best of them.`,
  });
  return true;
}

/** Time for the baseline's further repeats, and for all repeats of one treatment. */
function leastTime(repeats: number, repeatMs: number): number {
  return (2 * repeats - 1) * repeatMs;
}

/**
 * How many repeats a design should have when the first one took `repeatMs` and `leftMs` are left: as many as
 * leave time for some treatments, or else for one; 0 where no treatment can be compared.
 */
export function repeatsFor(
  design: Design,
  { repeatMs, leftMs }: { repeatMs: number; leftMs: number },
): number {
  const least = leastRepeats(design);
  for (let repeats = design.repeats; repeats >= least; repeats--)
    if (leastTime(repeats, repeatMs) + FURTHER_TREATMENTS * repeatMs <= leftMs) return repeats;
  return leastTime(least, repeatMs) <= leftMs ? least : 0;
}

function noteOf(about: { repeats: number; repeatMs: number; design: Design; missingMs: number }): string {
  const { repeats, repeatMs, design, missingMs } = about;
  const [what, each] =
    design.kind === "fixedSplit" ? ["training", "seeds"] : ["cross-validation", "cross-validations"];
  const took = `One ${what} of the baseline took ${duration(repeatMs)}`;
  return repeats === 0
    ? `${took}, so there is no time left to compare treatments with it: the budget would have to be ` +
        `${duration(missingMs)} longer.`
    : `${took}, so recipes are compared over ${repeats} of ${design.repeats} ${each}, to leave time for ` +
        `treatments.`;
}

function duration(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  return seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}
