import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import { ASHA_MODES, ashaRule } from "./asha-rule.ts";
import { ladderOf, rungOptions, rungSteps } from "./rungs.ts";
import type { StopperDefinition } from "./stopper.ts";

const options = z.strictObject({
  ...rungOptions,
  mode: option(z._default(z.enum(ASHA_MODES), "promote"), {
    help:
      "Whether trials wait at each rung until they are among the best of it (promote), or end where they " +
      "are not at once (stop), which needs no checkpoints.",
  }),
});

/**
 * Asynchronous successive halving. By promotion, as in the paper: every trial pauses at a rung, and goes on
 * as soon as it is among the best of `eta` there. By stopping, as Ray Tune and Syne Tune do by default: it
 * goes on where it is among the best of those before it, and ends otherwise.
 *
 * Options, with their limits and defaults: `eta` (number, ≥ 2; 3), `minimumSteps` (whole number or null, ≥ 1;
 * null), `maximumSteps` (whole number or null, ≥ 1; null), `mode` ("promote" or "stop"; "promote").
 */
export const asha: StopperDefinition<typeof options> = {
  kind: "asha",
  title: "ASHA",
  help: "Lets the best of eta trials go on at each of a few steps, without waiting for the others.",
  paper: "Li et al., A System for Massively Parallel Hyperparameter Tuning, 2018",
  options,
  pauses: ({ mode }) => mode === "promote",
  rungs: rungSteps,
  decide: (request, chosen) => ashaRule(request, { mode: chosen.mode, ladder: ladderOf(chosen, request) }),
};
