import { TrainwellError } from "../base/errors.ts";
import { chiSquareQuantile, mean, studentQuantile, studentUpperTail, variance } from "../base/statistics.ts";

/** How one member of a committee scored on its dev examples. */
export interface MemberResult {
  /**
   * Its number in the committee, from 1. Members of one number in two committees have the same rows and seed.
   */
  readonly member: number;
  /** The seed of its recipe. */
  readonly seed: number;
  /**
   * The numbers of its dev examples, where they differ between the members (the folds of a cross-validation);
   * left out where all members are scored on the same ones.
   */
  readonly examples?: ArrayLike<number>;
  /**
   * One loss per dev example, in the same order on both sides: 0/1 error, Brier score or squared error. Lower
   * is better.
   */
  readonly perExampleLoss: ArrayLike<number>;
  /** The score to show, in the metric's own units. */
  readonly score: number;
}

/** Whether a treatment helped beyond the noise of the seeds and of the dev set. */
export interface Verdict {
  /** The mean loss taken away per example; positive is better. */
  readonly effect: number;
  readonly standardError: number;
  readonly degreesOfFreedom: number;
  /** The interval of the effect at the corrected level: `low` above 0 is what `kept` means. */
  readonly low: number;
  readonly high: number;
  /** One-sided probability of so large an effect without any, not yet corrected. */
  readonly pValue: number;
  /** `pValue` times the number of treatments tried (Bonferroni), at most 1. */
  readonly correctedPValue: number;
  readonly kept: boolean;
  /** How many members were on both sides, and so were compared. */
  readonly members: number;
  readonly examples: number;
  /** One sentence with the numbers. */
  readonly reason: string;
}

/** The results that `verifyTreatment` compares, and how strictly. */
export interface Verification {
  readonly before: readonly MemberResult[];
  readonly after: readonly MemberResult[];
  /** How many treatments this one was chosen from, itself included: the level is divided by it. */
  readonly tried: number;
  /** 0.95 by default: at most 5% of rounds without any real effect keep something. */
  readonly confidence?: number;
  /** The losses' measure, for the verdict's words; "mean loss" by default. */
  readonly measure?: { readonly title: string; readonly higherIsBetter: boolean };
}

/** The seeds' variance enters the degrees of freedom at its upper 90% confidence limit. */
const SEED_VARIANCE_TAIL = 0.1;

/**
 * Decides whether a treatment helped. Both recipes were trained with the same seeds and scored on the same
 * dev examples.
 *
 * With d[s][i] = before − after for seed s of S and example i of n, the model is d = μ + seed + example +
 * residual, all three random: a new seed and a new dev set would both change the outcome. The effect is the
 * grand mean, and
 *
 *     SE² = max(A + B − C, A, B),  A = var_s(mean_i d) / S,  B = var_i(mean_s d) / n,  C = residual mean
 *     square / (S n)
 *
 * where C takes away the residual that A and B both contain (the crossed two-way layout without replication).
 * Student's t has Satterthwaite's (1946) degrees of freedom, (U + B)² / (U²/(S−1) + B²/(n−1)). His formula
 * takes A for U, and with three to five seeds that keeps up to three times too much in the far tail that many
 * treatments ask for, because a small A by chance brings many degrees of freedom along; U is A's upper 90%
 * confidence limit, A (S−1) / χ²(0.1; S−1), with which the level holds for every share of the seeds' noise
 * (simulated in the tests). Where each seed has dev examples of its own (folds), the seed means m[s] differ
 * by seed and by examples alike; with W[s] the variance of d within seed s over its n[s] examples, and n the
 * number of different examples,
 *
 *     SE² = max(var_s(m) / S, S⁻¹·max(0, var_s(m) − mean_s W[s]/n[s]) + var_i(mean of i's d) / n)
 *
 * with S − 1 degrees of freedom where the first is larger, else as above with var_s(m) / S for A: what the
 * subtraction leaves is known no better than that.
 *
 * The test is one-sided at the level (1 − confidence) / tried: Bonferroni, so that picking the best of
 * several treatments that all do nothing is not rewarded, whatever their dependence.
 *
 * A loss that is not finite (a training that diverged) is infinitely bad: what keeps every training finite
 * where some diverged before is kept, with an infinite effect, and what diverges anywhere never is.
 *
 * @throws TrainwellError `unpaired-members` when fewer than two members are on both sides, or the examples
 *   differ in number.
 */
export function verifyTreatment(verification: Verification): Verdict {
  const { tried, confidence = 0.95, measure = MEAN_LOSS } = verification;
  const sides = pairedMembers(verification);
  const diverged = verdictOnDivergence(sides);
  if (diverged) return diverged;
  const pairs = sides.map(differencesOf);
  const { effect, squared, degreesOfFreedom, examples } = pairs[0].examples
    ? estimateOverFolds(pairs)
    : estimateOnSameExamples(pairs.map((pair) => pair.differences));
  const standardError = Math.sqrt(squared);
  const level = (1 - confidence) / Math.max(1, tried);
  const pValue = upperTail(effect, { standardError, degreesOfFreedom });
  const margin = standardError === 0 ? 0 : studentQuantile(1 - level, degreesOfFreedom) * standardError;
  const verdict = {
    effect,
    standardError,
    degreesOfFreedom,
    low: effect - margin,
    high: effect + margin,
    pValue,
    correctedPValue: Math.min(1, pValue * Math.max(1, tried)),
    kept: effect > 0 && pValue <= level,
    members: pairs.length,
    examples,
  };
  return { ...verdict, reason: reasonOf(verdict, { tried, measure }) };
}

function upperTail(effect: number, noise: { standardError: number; degreesOfFreedom: number }): number {
  if (noise.standardError === 0) return effect > 0 ? 0 : 1;
  return studentUpperTail(effect / noise.standardError, noise.degreesOfFreedom);
}

/** The losses of one member on both sides, example by example. */
interface PairedLosses {
  readonly examples: ArrayLike<number> | undefined;
  readonly before: ArrayLike<number>;
  readonly after: ArrayLike<number>;
}

/** The differences of one member, before − after, example by example. */
interface MemberPair {
  readonly examples: ArrayLike<number> | undefined;
  readonly differences: Float64Array;
}

/** The members that both sides have. */
function pairedMembers(verification: Verification): PairedLosses[] {
  const afterByMember = new Map(verification.after.map((result) => [result.member, result]));
  const pairs = verification.before.flatMap((before) => {
    const after = afterByMember.get(before.member);
    return after
      ? [{ examples: before.examples, before: before.perExampleLoss, after: after.perExampleLoss }]
      : [];
  });
  const examples = pairs[0]?.before.length ?? 0;
  if (pairs.length < 2 || examples < 2)
    throw unpaired(`${pairs.length} shared members and ${examples} dev examples`);
  for (const { before, after, examples: numbers } of pairs) {
    const expected = numbers?.length ?? examples;
    const odd = [before, after].find((losses) => losses.length !== expected);
    if (odd) throw unpaired(`lists of ${expected} and of ${odd.length} dev examples`);
  }
  return pairs;
}

function differencesOf({ examples, before, after }: PairedLosses): MemberPair {
  const differences = Float64Array.from(
    { length: before.length },
    (_, index) => before[index] - after[index],
  );
  return { examples, differences };
}

/** Whether losses are those of a training that diverged. */
export function isDiverged(losses: ArrayLike<number>): boolean {
  for (let i = 0; i < losses.length; i++) if (!Number.isFinite(losses[i])) return true;
  return false;
}

/** The verdict where trainings diverged, about which no statistics are needed; undefined where none did. */
function verdictOnDivergence(pairs: readonly PairedLosses[]): Verdict | undefined {
  const before = pairs.filter((pair) => isDiverged(pair.before)).length;
  const after = pairs.filter((pair) => isDiverged(pair.after)).length;
  if (before === 0 && after === 0) return undefined;
  const counts = { before, after, members: pairs.length };
  return { ...divergenceVerdict(counts), examples: pairs[0].before.length };
}

/** The verdict on a comparison in which so many of the members diverged without and with a treatment. */
export function divergenceVerdict(counts: { before: number; after: number; members: number }): Verdict {
  const { before, after, members } = counts;
  const kept = after === 0;
  const effect = kept ? Number.POSITIVE_INFINITY : before === 0 ? Number.NEGATIVE_INFINITY : 0;
  const reason = kept
    ? `Kept: without it ${before} of ${members} trainings diverged, with it none did.`
    : `Not kept: with it ${after} of ${members} trainings diverged, without it ${before || "none"}.`;
  return {
    effect,
    standardError: Number.NaN,
    degreesOfFreedom: 0,
    low: effect,
    high: effect,
    pValue: kept ? 0 : 1,
    correctedPValue: kept ? 0 : 1,
    kept,
    members,
    examples: 0,
    reason,
  };
}

function unpaired(received: string): TrainwellError {
  return new TrainwellError({
    kind: "failure",
    code: "unpaired-members",
    message:
      `A verification needs at least two members on both sides and the same dev examples, at least ` +
      `two; received ${received}.`,
    hint: "Train both recipes with the same seeds and score them on the same dev set.",
  });
}

/** An effect with its squared standard error. */
interface Estimate {
  readonly effect: number;
  readonly squared: number;
  readonly degreesOfFreedom: number;
  /** The number of different dev examples. */
  readonly examples: number;
}

function estimateOnSameExamples(differences: readonly Float64Array[]): Estimate {
  const seeds = differences.length;
  const examples = differences[0].length;
  const seedMeans = differences.map(mean);
  const exampleMeans = Float64Array.from({ length: examples }, (_, i) =>
    mean(differences.map((row) => row[i])),
  );
  const effect = mean(seedMeans);
  let residualSquares = 0;
  differences.forEach((row, s) => {
    row.forEach((difference, i) => {
      residualSquares += (difference - seedMeans[s] - exampleMeans[i] + effect) ** 2;
    });
  });
  const residualFreedom = (seeds - 1) * (examples - 1);
  const ofSeeds = variance(seedMeans) / seeds;
  const ofExamples = variance(exampleMeans) / examples;
  const shared = residualSquares / residualFreedom / (seeds * examples);
  const squared = Math.max(ofSeeds + ofExamples - shared, ofSeeds, ofExamples);
  return {
    effect,
    squared,
    examples,
    degreesOfFreedom: cautiousFreedom({ ofSeeds, seeds, ofExamples, examples }),
  };
}

/** Satterthwaite's degrees of freedom with the seeds' variance at its upper confidence limit. */
function cautiousFreedom(parts: {
  ofSeeds: number;
  seeds: number;
  ofExamples: number;
  examples: number;
}): number {
  const { ofSeeds, seeds, ofExamples, examples } = parts;
  const seedLimit = (ofSeeds * (seeds - 1)) / chiSquareQuantile(SEED_VARIANCE_TAIL, seeds - 1);
  const denominator = seedLimit ** 2 / (seeds - 1) + ofExamples ** 2 / (examples - 1);
  return denominator > 0 ? (seedLimit + ofExamples) ** 2 / denominator : examples - 1;
}

function estimateOverFolds(pairs: readonly MemberPair[]): Estimate {
  const seeds = pairs.length;
  const seedMeans = pairs.map(({ differences }) => mean(differences));
  const byExample = new Map<number, number[]>();
  for (const { examples, differences } of pairs) {
    differences.forEach((difference, index) => {
      const of = byExample.get(examples![index]);
      if (of === undefined) byExample.set(examples![index], [difference]);
      else of.push(difference);
    });
  }
  const exampleMeans = [...byExample.values()].map(mean);
  const count = exampleMeans.length;
  const betweenSeeds = variance(seedMeans);
  const fromExamples = mean(pairs.map(({ differences }) => variance(differences) / differences.length));
  const ofSeeds = Math.max(0, betweenSeeds - fromExamples) / seeds;
  const ofExamples = variance(exampleMeans) / count;
  const byParts = ofSeeds + ofExamples;
  const byFolds = betweenSeeds / seeds;
  return {
    effect: mean(seedMeans),
    squared: Math.max(byParts, byFolds),
    degreesOfFreedom:
      byFolds > byParts
        ? seeds - 1
        : cautiousFreedom({ ofSeeds: byFolds, seeds, ofExamples, examples: count }),
    examples: count,
  };
}

const MEAN_LOSS = { title: "mean loss", higherIsBetter: false };

function reasonOf(
  verdict: Omit<Verdict, "reason">,
  options: { tried: number; measure: NonNullable<Verification["measure"]> },
): string {
  const number = (value: number) => Number(value.toPrecision(3)).toString();
  const { title, higherIsBetter } = options.measure;
  const direction = verdict.effect >= 0 === higherIsBetter ? "higher" : "lower";
  const change = `${title} ${number(Math.abs(verdict.effect))} ${direction}`;
  const interval = `interval of the gain ${number(verdict.low)} to ${number(verdict.high)}`;
  const among = options.tried > 1 ? `, corrected for ${options.tried} treatments tried` : "";
  const basis = `${verdict.members} paired seeds and ${verdict.examples} dev examples${among}`;
  const decision = verdict.kept
    ? "Kept: the gain is beyond the noise"
    : verdict.effect > 0
      ? "Not kept: the gain is within the noise"
      : "Not kept: it did not help";
  return `${decision} (${change}, ${interval}, p = ${number(verdict.correctedPValue)}; ${basis}).`;
}
