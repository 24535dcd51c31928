import { append } from "../../base/lists.ts";
import { diagnose } from "../../clinic/diagnosis.ts";
import type { Finding } from "../../clinic/finding.ts";
import { canonicalJson } from "../../recipe/canonical-json.ts";
import type { StopReason } from "../budget.ts";
import { type Committee, finalTrainings } from "../committee.ts";
import type { OwnEvidence } from "../evidence/training-evidence.ts";
import { isFiniteTraining } from "../finite-model.ts";
import { fitData } from "../prepare/fit-data.ts";
import type { Baseline } from "./baseline.ts";
import { furtherTreatments, together } from "./further-candidates.ts";
import {
  bestKept,
  buildsOn,
  type Candidate,
  candidatesFor,
  type KeptTreatment,
  type RoundContext,
  type TriedTreatment,
  tryRound,
} from "./improve-round.ts";
import type { Improvement } from "./improvement.ts";
import { startingPoints } from "./starting-points.ts";

/**
 * Looks for better recipes around the current one, when no treatment is left: candidates to be verified as a
 * treatment is, or "noGain" where more of the search promises nothing beyond the noise. None where the time
 * is spent.
 */
export type FurtherSearch = (
  context: RoundContext,
  current: Committee,
  about: { readonly findings: readonly Finding[]; readonly recipes: ReadonlySet<string> },
) => Promise<readonly Candidate[] | "noGain">;

/**
 * Treats a baseline round by round: tries what its findings ask for, keeps the best that helped, diagnoses
 * again; and when the findings' treatments are used up, tries other rates, schedules, lengths and sizes,
 * until the budget is spent or nothing is left.
 *
 * @param options `examine` gathers what a diagnosis looks at from a committee; `checks` are the faults of the
 *   data; `search` looks for recipes when no treatment is left; `isDefault` says that nobody chose the
 *   recipe, so that other starting points have their turn before its treatment, not after it.
 */
export async function treatBaseline(
  context: RoundContext,
  first: Baseline,
  {
    examine,
    checks,
    search,
    isDefault = false,
  }: {
    examine: (committee: Committee) => OwnEvidence;
    checks: readonly Finding[];
    isDefault?: boolean;
    search?: FurtherSearch;
  },
): Promise<Improvement> {
  const { budget } = context;
  const baseline = first.committee;
  const recipes = new Set([canonicalJson(baseline.recipe)]);
  const tried: TriedTreatment[] = [];
  let rounds = 0;
  let current = baseline;
  let evidence = examine(current);
  const diagnoses = [diagnose(evidence, checks)];
  let stopped: StopReason | undefined = first.comparable ? budget.spent : "time";
  while (stopped === undefined) {
    const { findings } = diagnoses.at(-1)!;
    const treatments = nextCandidates(context, current, {
      findings,
      evidence,
      recipes,
      isDefault,
      most: budget.mostTrials,
    });
    const found =
      treatments.length > 0 ? treatments : await search?.(context, current, { findings, recipes });
    if (!Array.isArray(found) || found.length === 0) {
      stopped = budget.spent ?? (found === "noGain" ? "noGain" : "nothingLeft");
      break;
    }
    const candidates: readonly Candidate[] = found;
    const round = await tryRound(context, current, {
      candidates,
      triedBefore: tried.length,
      round: ++rounds,
    });
    for (const entry of round) recipes.add(canonicalJson(entry.recipe));
    const best = bestKept(round);
    append(
      tried,
      round.map((entry) => (entry.kept && entry !== best ? outdone(entry, best!) : entry)),
    );
    stopped = budget.spent;
    if (best === undefined) continue;
    const message = `"${best.treatment.title}" helps most of round ${rounds}; what follows builds on it.`;
    context.workshop.progress({ type: "note", message });
    current = best.committee;
    evidence = examine(current);
    diagnoses.push(diagnose(evidence, checks));
  }
  const model = finalTrainings(current, context.design);
  return { baseline, final: current, design: context.design, model, diagnoses, tried, evidence, stopped };
}

function nextCandidates(
  { prepared, design }: RoundContext,
  current: Committee,
  about: {
    findings: Improvement["diagnoses"][number]["findings"];
    evidence: OwnEvidence;
    recipes: ReadonlySet<string>;
    isDefault: boolean;
    most: number;
  },
): Candidate[] {
  const { findings, evidence, recipes, isDefault, most } = about;
  const diverged = !current.trainings.every(isFiniteTraining);
  const starts = startingPoints(evidence);
  return candidatesFor(findings, current.recipe, {
    tried: recipes,
    builds: buildsOn((recipe) => design.members.map(({ train }) => fitData(prepared, recipe, train).dataset)),
    first: isDefault && !diverged ? [starts] : [],
    further: [...(diverged ? together(findings) : []), starts, furtherTreatments(evidence)],
    most,
  });
}

function outdone(entry: TriedTreatment, best: KeptTreatment): TriedTreatment {
  const reason = `Not kept: it helped, but "${best.treatment.title}" helped more.`;
  return { ...entry, kept: false, outdone: true, reason };
}
