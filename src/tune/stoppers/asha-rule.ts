import { reachOf, smallest, valueAt } from "./curve-values.ts";
import { type Ladder, rungOf, rungsUpTo } from "./rungs.ts";
import type { Decision, StopperRequest } from "./stopper.ts";
import { goOn, pauseHere, stopHere } from "./verdicts.ts";

/** How trials that are not good enough at a rung end: they wait for others to be worse, or they end there. */
export const ASHA_MODES = ["promote", "stop"] as const;

/** The options of {@link ashaRule}. */
export interface AshaOptions {
  readonly ladder: Ladder;
  readonly mode: (typeof ASHA_MODES)[number];
}

/**
 * Asynchronous successive halving over the request's trials. To promote, a trial must be among the best
 * ⌊n / eta⌋ of the n that have reached its rung, those promoted before among them (Li et al. 2018). To go on
 * without waiting, it must be among the best ⌈n / eta⌉ of those that came before it.
 */
export function ashaRule({ trial, others }: StopperRequest, { ladder, mode }: AshaOptions): Decision {
  const rungs = rungsUpTo(reachOf(trial), ladder);
  const place = rungOf(trial, rungs);
  if (place === undefined) return goOn("It is between rungs.");
  const rung = rungs[place];
  const own = valueAt(trial, rung)!;
  const values = [own];
  for (const other of others) {
    const value = other.status === "failed" ? undefined : valueAt(other, rung);
    if (value !== undefined) values.push(value);
  }
  const isPromoted = mode === "promote";
  const share = values.length / ladder.eta;
  const places = isPromoted ? Math.floor(share) : Math.ceil(share);
  const rank = 1 + values.filter((value) => value < own).length;
  const words = `It is number ${rank} of ${values.length} at step ${Math.ceil(rung)}`;
  if (places > 0 && own <= smallest(values, places)) return goOn(`${words}, and ${places} may go on.`);
  if (isPromoted) return pauseHere(`${words}, and ${places === 0 ? "none" : places} may go on yet.`);
  if (trial.status === "paused") return goOn(`${words}, and nobody waits.`);
  return stopHere(`${words}, and ${places} may go on.`);
}
