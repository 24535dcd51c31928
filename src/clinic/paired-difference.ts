import { mean, resampledVariance, studentQuantile, studentUpperTail } from "../base/statistics.ts";
import { type MemberResult, verifyTreatment } from "./verify.ts";

/** The confidence of the interval, on both sides. */
const CONFIDENCE = 0.95;
/** An interval of fewer differences says nothing. */
const LEAST_FOR_INTERVAL = 3;

/** A paired difference of losses, before less after: positive where the second side is better. */
export interface PairedDifference {
  readonly effect: number;
  readonly standardError: number;
  readonly degreesOfFreedom: number;
  /** The two-sided 95% interval of the effect. */
  readonly low: number;
  readonly high: number;
  /** Two-sided probability of so large an effect without any. */
  readonly pValue: number;
  /** Whether the interval leaves 0 out. */
  readonly isReal: boolean;
  /** How many pairs of trainings it is of. */
  readonly pairs: number;
}

/**
 * The difference of two recipes that were trained with the same seeds and scored on the same examples, with
 * the noise of seeds and examples as `verifyTreatment` reckons it. Of folds the training rows overlap, which
 * makes their means alike; there the standard error is at least that of `resampledVariance`.
 *
 * @param testShare rows that judge for each one that is trained on, where members are folds; 0 of seeds.
 * @throws TrainwellError `unpaired-members` as `verifyTreatment`.
 */
export function pairedDifference(
  sides: { readonly before: readonly MemberResult[]; readonly after: readonly MemberResult[] },
  { testShare }: { testShare: number },
): PairedDifference {
  const verdict = verifyTreatment({ ...sides, tried: 1, confidence: 0.5 + CONFIDENCE / 2 });
  const { effect, standardError, degreesOfFreedom, members: pairs } = verdict;
  if (!Number.isFinite(effect) || verdict.examples === 0 || Number.isNaN(standardError))
    return diverged(effect, pairs);
  const own = { effect, standardError, degreesOfFreedom, pairs };
  const after = new Map(sides.after.map(({ member, perExampleLoss }) => [member, mean(perExampleLoss)]));
  const differences = sides.before.flatMap(({ member, perExampleLoss }) =>
    after.has(member) ? [mean(perExampleLoss) - after.get(member)!] : [],
  );
  const overlapping = Math.sqrt(resampledVariance(differences, testShare));
  return testShare === 0 || overlapping <= standardError
    ? withInterval(own)
    : withInterval({ ...own, standardError: overlapping, degreesOfFreedom: pairs - 1 });
}

/**
 * The difference of two recipes of which only the mean losses of members are known, as trials of a study keep
 * them: Student's t of the paired means, with the overlap of folds taken into account.
 *
 * @param differences first less second, one for each member that both have.
 * @returns undefined where there are fewer than three, whose interval says nothing.
 */
export function meanDifference(
  differences: readonly number[],
  { testShare }: { testShare: number },
): PairedDifference | undefined {
  if (differences.length < LEAST_FOR_INTERVAL) return undefined;
  return withInterval({
    effect: mean(differences),
    standardError: Math.sqrt(resampledVariance(differences, testShare)),
    degreesOfFreedom: differences.length - 1,
    pairs: differences.length,
  });
}

function withInterval(
  told: Pick<PairedDifference, "effect" | "standardError" | "degreesOfFreedom" | "pairs">,
): PairedDifference {
  const { effect, standardError, degreesOfFreedom } = told;
  const isCertain = standardError === 0;
  const margin = isCertain ? 0 : studentQuantile(0.5 + CONFIDENCE / 2, degreesOfFreedom) * standardError;
  const [low, high] = [effect - margin, effect + margin];
  const tail = isCertain ? 0 : studentUpperTail(Math.abs(effect) / standardError, degreesOfFreedom);
  return {
    ...told,
    low,
    high,
    pValue: effect === 0 ? 1 : Math.min(1, 2 * tail),
    isReal: low > 0 || high < 0,
  };
}

/** The difference where something diverged: on one side alone that is infinitely worse beyond doubt. */
function diverged(effect: number, pairs: number): PairedDifference {
  const isReal = !Number.isFinite(effect);
  const noise = { standardError: Number.NaN, degreesOfFreedom: 0 };
  return { effect, ...noise, low: effect, high: effect, pValue: isReal ? 0 : 1, isReal, pairs };
}
