import { mean, studentUpperTail, variance } from "../../base/statistics.ts";
import type { TrialRecord } from "../../run/study.ts";

/** The loss of each member of a trial by the member's number; of members that were trained. */
export type MemberLosses = Readonly<Record<string, number>>;

/** The losses of a trial's members by their numbers, as its metrics hold them; else none. */
export function memberLossesOf({ metrics }: Pick<TrialRecord, "metrics">): MemberLosses {
  const losses = metrics.memberLosses;
  const areLosses = typeof losses === "object" && losses !== null && !Array.isArray(losses);
  return areLosses ? (losses as MemberLosses) : {};
}

/** With fewer differences in common than this, the noise of one more is taken from all trials. */
const PRIOR_FREEDOM = 3;

/**
 * A trial that is worse than the best one with less than this probability of error is not trained further.
 */
const LEVEL = 0.1;

/** A verdict on a trial between two of its members, with its reason. */
export interface RaceVerdict {
  readonly goOn: boolean;
  readonly reason: string;
}

/**
 * Whether a trial should be repeated with one more seed or fold: as long as that may change the choice. Its
 * losses are compared with those of the best trial on the same members, paired, so that what a fold has in
 * common with itself drops out; it is dropped as soon as it is worse with an error of less than 10%
 * (Maron & Moore, "Hoeffding Races", 1994; Birattari et al., "F-Race and iterated F-Race", 2010, with
 * Student's t in place of ranks). The noise of a difference is that of the pair, drawn towards that of all
 * trials, which counts as three differences.
 *
 * @param own the losses of the trial so far.
 * @param rivals the losses of trials with all members, the best first.
 */
export function raceVerdict(own: MemberLosses, rivals: readonly MemberLosses[]): RaceVerdict {
  if (Object.values(own).some((loss) => !Number.isFinite(loss)))
    return { goOn: false, reason: "One of its trainings diverged." };
  const [best, ...others] = rivals;
  if (best === undefined) return { goOn: true, reason: "It is the first." };
  const differences = memberDifferences(own, best);
  if (differences.length === 0) return { goOn: true, reason: "Nothing is in common yet." };
  const prior = others.map((other) => memberDifferences(other, best)).filter((one) => one.length > 1);
  if (prior.length === 0 && differences.length < 2)
    return { goOn: true, reason: "The noise is not known yet." };
  const worse = mean(differences);
  const spread = pooledVariance(differences, prior);
  const freedom = differences.length - 1 + (prior.length > 0 ? PRIOR_FREEDOM : 0);
  const error = Math.sqrt(spread / differences.length);
  const chance = error === 0 ? (worse > 0 ? 0 : 1) : studentUpperTail(worse / error, freedom);
  const goOn = chance > LEVEL;
  const times = `${differences.length} ${differences.length === 1 ? "member" : "members"}`;
  return {
    goOn,
    reason: goOn
      ? `After ${times} it may still be the best.`
      : `After ${times} it is worse than the best by ${Number(worse.toPrecision(2))}, beyond the noise.`,
  };
}

/** How much more a trial loses than another, for each member that both have. */
export function memberDifferences(own: MemberLosses, other: MemberLosses): number[] {
  return Object.keys(own)
    .filter((member) => Number.isFinite(other[member]) && Number.isFinite(own[member]))
    .map((member) => own[member] - other[member]);
}

function pooledVariance(differences: readonly number[], prior: readonly (readonly number[])[]): number {
  const own = differences.length > 1 ? variance(differences) * (differences.length - 1) : 0;
  if (prior.length === 0) return own / (differences.length - 1);
  // The median, because the spread of bad trials is that of their badness.
  const spreads = prior.map(variance).sort((a, b) => a - b);
  const typical = spreads[Math.floor((spreads.length - 1) / 2)];
  return (own + typical * PRIOR_FREEDOM) / (differences.length - 1 + PRIOR_FREEDOM);
}

/** A trial's loss with its standard error. */
export interface RacedLoss {
  readonly value: number;
  /** Left out where one member tells none. */
  readonly standardError?: number;
}

/**
 * A trial's loss over all members, where it has only some: the reference's mean and the mean difference from
 * it, so that a trial that met an easy fold does not look good by it.
 *
 * @param reference the losses of a trial that has all members; left out where there is none yet.
 */
export function racedLoss(own: MemberLosses, reference: MemberLosses | undefined): RacedLoss {
  const losses = Object.values(own);
  const differences = reference === undefined ? [] : memberDifferences(own, reference);
  const isPaired = reference !== undefined && differences.length === losses.length;
  const value = isPaired ? mean(Object.values(reference)) + mean(differences) : mean(losses);
  const noise = isPaired && differences.some((one) => one !== 0) ? differences : losses;
  if (noise.length < 2) return { value };
  return { value, standardError: Math.sqrt(variance(noise) / noise.length) };
}
