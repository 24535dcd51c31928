import type { Point } from "../../space/search-space.ts";
import { bestTrials } from "../ranking/ranked-trials.ts";
import { trialsByStep } from "../ranking/trials-by-step.ts";
import { chooseByVolume, volumeWeights } from "../ranking/volume-choice.ts";
import type { FinishedTrial, PendingTrial, SamplerRequest } from "../request/sampler.ts";
import type { Weighted } from "./parzen.ts";

/** The share of trials that count as good, and how many at most. */
const GOOD_SHARE = 0.1;
const MOST_GOOD = 25;
/** How many of the newest bad trials count fully. */
const NEWEST = 25;
/** Of more bad trials than that a sample stands for all, so that a proposal does not take ever longer. */
const MOST_BAD = 400;

/** Good and bad trials, each with its weight. */
export interface Split {
  readonly good: Weighted;
  readonly bad: Weighted;
}

/**
 * The best tenth of the trials, and the others with those that are pending, as if they had turned out bad
 * ("constant liar"), so that parallel trials keep apart. Failed ones are bad, as where they failed others
 * will.
 *
 * With one objective the good ones weigh by rank: linearly, the best almost 2 and the last almost 0; with
 * several, by front and volume. Of bad ones the newest 25 weigh 1 and older ones less, down to 1 over their
 * count; of more than 400, the older ones are thinned out evenly, and those that are left weigh for them too.
 *
 * @param enough with `byStep`, how many trials must have reached the step that all are compared at.
 */
export function splitTrials(
  { finished, pending, objectives }: SamplerRequest,
  { byStep, enough }: { byStep: boolean; enough: number },
): Split {
  const trials = byStep ? trialsByStep(finished, enough) : finished;
  const count = Math.min(MOST_GOOD, Math.ceil(GOOD_SHARE * countEnded(trials)));
  const good = objectives === 1 ? bestTrials(trials, count) : bestOfSeveral(trials, count);
  const isGood = new Set<PendingTrial>(good);
  const others = trials.filter((trial) => !isGood.has(trial));
  return {
    good: {
      points: good.map(({ point }) => point),
      weights: objectives === 1 ? weighedByRank(good) : volumeWeights(good),
    },
    bad: weighedByAge([...others, ...pending].sort((a, b) => a.number - b.number)),
  };
}

const weighedByRank = (good: readonly FinishedTrial[]) =>
  good.map((_, rank) => 2 * (1 - (rank + 0.5) / good.length));

/** By fronts and volume, unless so few have come to their end that others must do. */
function bestOfSeveral(trials: readonly FinishedTrial[], count: number): FinishedTrial[] {
  const sound = trials.filter(({ status, violation }) => status === "complete" && !(violation > 0));
  return sound.length < count ? bestTrials(trials, count) : chooseByVolume(sound, count);
}

/** How many trials have ended otherwise than by a failure. */
export function countEnded(trials: readonly FinishedTrial[]): number {
  let count = 0;
  for (const { status } of trials) if (status !== "failed") count++;
  return count;
}

/** The newest trials, and of the older ones at most so many, evenly spread, as are looked at beside them. */
function weighedByAge(trials: readonly PendingTrial[]): Weighted {
  const count = trials.length;
  const older = Math.max(0, count - NEWEST);
  const kept = Math.min(older, MOST_BAD - NEWEST);
  const each = older / kept;
  const points: Point[] = [];
  const weights: number[] = [];
  for (let at = 0; at < kept; at++) {
    const place = Math.floor((at + 0.5) * each);
    points.push(trials[place].point);
    weights.push(each * (1 / count + (1 - 1 / count) * (place / Math.max(1, older - 1))));
  }
  for (let place = older; place < count; place++) {
    points.push(trials[place].point);
    weights.push(1);
  }
  return { points, weights };
}

/** Only the trials that a parameter was part of. */
export function splitWith(name: string, { good, bad }: Split): Split {
  const having = ({ points, weights }: Weighted): Weighted => {
    const places = points.flatMap((point: Point, at) => (Object.hasOwn(point, name) ? [at] : []));
    return { points: places.map((at) => points[at]), weights: places.map((at) => weights[at]) };
  };
  return { good: having(good), bad: having(bad) };
}
