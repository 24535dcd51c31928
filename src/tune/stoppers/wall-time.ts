import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import type { StopperDefinition } from "./stopper.ts";
import { goOn, stopHere } from "./verdicts.ts";

const options = z.strictObject({
  maximumSeconds: option(z._default(z.number().check(z.gt(0)), 3600), {
    help: "A trial ends once it has run for so long, pauses left out.",
    unit: "seconds",
  }),
});

/**
 * Stops a trial that has run for too long, at its next report; pauses are left out.
 *
 * Options, with their limits and defaults: `maximumSeconds` (number, > 0; 3600).
 */
export const wallTime: StopperDefinition<typeof options> = {
  kind: "wallTime",
  title: "Time limit",
  help: "Stops a trial that has run for too long, at its next report.",
  options,
  pauses: () => false,
  decide: ({ trial: { durationMs, status } }, { maximumSeconds }) => {
    if (durationMs === undefined) return goOn("Nobody knows how long it has run.");
    const words = `It has run for ${Math.round(durationMs / 1000)} of ${maximumSeconds} seconds.`;
    return status === "running" && durationMs >= maximumSeconds * 1000 ? stopHere(words) : goOn(words);
  },
};
