import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import { ASHA_MODES, ashaRule } from "./asha-rule.ts";
import { bracketOf, bracketShares } from "./brackets.ts";
import { ladderOf, rungOptions, rungSteps } from "./rungs.ts";
import type { StopperDefinition } from "./stopper.ts";

const options = z.strictObject({
  ...rungOptions,
  brackets: option(z._default(z.nullable(z.int().check(z.gte(1), z.lte(8))), null), {
    help: "How many brackets there are; by itself as many as fit, or 4 where no end is known.",
  }),
  mode: option(z._default(z.enum(ASHA_MODES), "promote"), {
    help: "As of ASHA: whether trials wait at each rung, or end there.",
  }),
});

/**
 * Hyperband in its asynchronous form, as in Syne Tune: brackets of ASHA, each with a later first rung. A
 * trial's bracket follows from the seed and its number, and trials are divided among brackets in the paper's
 * proportions, ⌈B / (s + 1) · eta^s⌉ for the bracket with s rungs of B. With the sampler `tpe` and its option
 * `byStep` it is BOHB (Falkner et al. 2018), so that there is no stopper of that name.
 *
 * Options, with their limits and defaults: `eta` (number, ≥ 2; 3), `minimumSteps` (whole number or null, ≥ 1;
 * null), `maximumSteps` (whole number or null, ≥ 1; null), `brackets` (whole number or null, ≥ 1, ≤ 8; null),
 * `mode` ("promote" or "stop"; "promote").
 */
export const hyperband: StopperDefinition<typeof options> = {
  kind: "hyperband",
  title: "Hyperband",
  help: "Divides trials among brackets of ASHA that begin to compare early, later or never.",
  paper: "Li et al., Hyperband: A Novel Bandit-Based Approach to Hyperparameter Optimization, 2017",
  options,
  pauses: ({ mode }) => mode === "promote",
  rungs: rungSteps,
  decide: (request, chosen) => {
    const ladder = ladderOf(chosen, request);
    const shares = bracketShares(ladder, chosen.brackets);
    const bracketAt = (number: number) => bracketOf(number, { shares, seed: request.seed });
    const bracket = bracketAt(request.trial.number);
    const others = request.others.filter(({ number }) => bracketAt(number) === bracket);
    const { verdict, reason } = ashaRule(
      { ...request, others },
      { mode: chosen.mode, ladder: { ...ladder, first: ladder.first * ladder.eta ** bracket } },
    );
    return { verdict, reason: `Bracket ${bracket + 1} of ${shares.length}: ${reason}` };
  },
};
