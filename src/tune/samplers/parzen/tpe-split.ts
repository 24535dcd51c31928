import type { Point } from "../../space/search-space.ts";
import { rankedTrials } from "../ranking/ranked-trials.ts";
import { trialsByStep } from "../ranking/trials-by-step.ts";
import type { SamplerRequest } from "../request/sampler.ts";
import type { Weighted } from "./parzen.ts";

/** The share of trials that count as good, and how many at most with one objective. */
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
 * With one objective the good ones weigh by rank: linearly, the best almost 2 and the last almost 0. Of bad
 * ones the newest 25 weigh 1 and older ones less, down to 1 over their count; of more than 400, the older
 * ones are thinned out evenly, and those that are left weigh for them too.
 *
 * @param enough with `byStep`, how many trials must have reached the step that all are compared at.
 */
export function splitTrials(
  { finished, pending, objectives }: SamplerRequest,
  { byStep, enough }: { byStep: boolean; enough: number },
): Split {
  const ranked = rankedTrials(byStep ? trialsByStep(finished, enough) : finished);
  const counted = ranked.filter(({ status }) => status !== "failed").length;
  const most = objectives === 1 ? MOST_GOOD : Number.POSITIVE_INFINITY;
  const count = Math.min(most, Math.ceil(GOOD_SHARE * counted));
  const good = ranked.slice(0, count);
  const bad = [...ranked.slice(count), ...pending].sort((a, b) => a.number - b.number);
  return {
    good: {
      points: good.map(({ point }) => point),
      weights: good.map((_, rank) => (objectives === 1 ? 2 * (1 - (rank + 0.5) / count) : 1)),
    },
    bad: thinnedOut({ points: bad.map(({ point }) => point), weights: ageWeights(bad.length) }),
  };
}

/** The newest points, and as many of the older ones, evenly spread, as are looked at beside them. */
function thinnedOut({ points, weights }: Weighted): Weighted {
  const older = points.length - NEWEST;
  const kept = MOST_BAD - NEWEST;
  if (older <= kept) return { points, weights };
  const each = older / kept;
  const places = Array.from({ length: MOST_BAD }, (_, at) =>
    at < kept ? Math.floor((at + 0.5) * each) : older + at - kept,
  );
  return {
    points: places.map((place) => points[place]),
    weights: places.map((place, at) => (at < kept ? each : 1) * weights[place]),
  };
}

/** Only the trials that a parameter was part of. */
export function splitWith(name: string, { good, bad }: Split): Split {
  const having = ({ points, weights }: Weighted): Weighted => {
    const places = points.flatMap((point: Point, at) => (Object.hasOwn(point, name) ? [at] : []));
    return { points: places.map((at) => points[at]), weights: places.map((at) => weights[at]) };
  };
  return { good: having(good), bad: having(bad) };
}

function ageWeights(count: number): Float64Array {
  const older = count - NEWEST;
  return Float64Array.from({ length: count }, (_, at) =>
    at >= older ? 1 : 1 / count + (1 - 1 / count) * (at / Math.max(1, older - 1)),
  );
}
