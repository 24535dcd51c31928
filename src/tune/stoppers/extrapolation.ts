import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import type { CurvePoint } from "../../run/study.ts";
import { beliefFrom, caution } from "./curve-belief.ts";
import { type CurveBelief, chanceBelow, forecastOf, momentsOf } from "./curve-forecast.ts";
import { bestOf, isDue, reachOf, valueAt } from "./curve-values.ts";
import type { Decision, StopperDefinition, StopperRequest, TrialCurve } from "./stopper.ts";
import { goOn, stopHere, valueText } from "./verdicts.ts";

const options = z.strictObject({
  chance: option(z._default(z.number().check(z.gt(0), z.lt(1)), 0.05), {
    help: "A trial ends where its chance of beating the best complete one is below this.",
  }),
  startupTrials: option(z._default(z.int().check(z.gte(3)), 5), {
    help: "So many trials run to their end before any is stopped; forecasts learn from them.",
    unit: "trials",
  }),
  warmupSteps: option(z._default(z.int().check(z.gte(0)), 3), {
    help: "No trial is stopped at one of its first steps, so many.",
    unit: "steps",
  }),
  interval: option(z._default(z.int().check(z.gte(1)), 1), {
    help: "A trial is looked at once in so many steps.",
    unit: "steps",
  }),
});

/**
 * Forecasts a trial's last value from its curve and stops it where it will hardly be the best. The forecast
 * is a weighted ensemble of power laws, exponentials and late drops with wandering and noise, each a linear
 * model in closed form instead of the paper's Markov chains; its weights are learned from the study's
 * complete curves, and so is by how much forecasts must be wider to hold.
 *
 * Options, with their limits and defaults: `chance` (number, > 0, < 1; 0.05), `startupTrials` (whole number,
 * ≥ 3; 5), `warmupSteps` (whole number, ≥ 0; 3), `interval` (whole number, ≥ 1; 1).
 */
export const extrapolation: StopperDefinition<typeof options> = {
  kind: "extrapolation",
  title: "Learning-curve extrapolation",
  help: "Forecasts a trial's last value with its uncertainty and stops it where it will hardly be the best.",
  paper:
    "Domhan et al., Speeding up Automatic Hyperparameter Optimization of Deep Neural Networks by " +
    "Extrapolation of Learning Curves, 2015",
  options,
  pauses: () => false,
  decide: (request, chosen) => {
    const { trial, others } = request;
    if (trial.status === "paused" || !isDue(trial, chosen)) return goOn("It is not looked at here.");
    const complete = others.filter(({ status }) => status === "complete");
    const lastStep = request.lastStep ?? complete.reduce((most, each) => Math.max(most, reachOf(each)), 0);
    const teachers = complete.filter((each) => isTeacher(each, lastStep));
    if (teachers.length < chosen.startupTrials)
      return goOn(
        `Only ${teachers.length} of ${chosen.startupTrials} trials to learn from have come to the end.`,
      );
    return byForecast(request, { ...chosen, complete, teachers, lastStep });
  },
};

function byForecast(
  { trial }: StopperRequest,
  known: {
    chance: number;
    complete: readonly TrialCurve[];
    teachers: readonly TrialCurve[];
    lastStep: number;
  },
): Decision {
  const step = reachOf(trial);
  const best = known.complete.reduce((one, other) => (lastOf(other) < lastOf(one) ? other : one));
  const bar = lastOf(best);
  const value = bestOf(trial.points);
  if (value <= bar) return goOn(`It has ${valueText(value)}, and the best is ${valueText(bar)}.`);
  if (value <= (valueAt(best, step) ?? bar)) return goOn(`It is ahead of the best at step ${step}.`);
  if (step >= known.lastStep) return goOn("It is at its end.");
  const { belief, cautionAt } = lessonOf(known.teachers, known.lastStep);
  const forecast = forecastOf(finitePoints(trial), belief);
  const { mean } = momentsOf(forecast);
  // Wider by the caution around the mean is the same as the bar nearer to the mean.
  const chance = chanceBelow(forecast, mean + (bar - mean) / cautionAt(step));
  const words =
    `From step ${step} it is forecast to come to ${valueText(mean)}, with a chance of ` +
    `${(chance * 100).toFixed(1)}% to beat ${valueText(bar)}.`;
  return chance < known.chance ? stopHere(words) : goOn(words);
}

function lastOf({ points }: TrialCurve): number {
  const value = points.at(-1)?.value ?? Number.NaN;
  return Number.isNaN(value) ? Number.POSITIVE_INFINITY : value;
}

function finitePoints({ points }: TrialCurve): readonly CurvePoint[] {
  return points.filter(({ value }) => Number.isFinite(value));
}

function isTeacher(trial: TrialCurve, lastStep: number): boolean {
  return reachOf(trial) >= lastStep && lastStep > 1 && finitePoints(trial).length >= 2;
}

/** All that is learned from complete curves. */
interface Lesson {
  readonly curves: readonly (readonly CurvePoint[])[];
  readonly belief: CurveBelief;
  cautionAt(step: number): number;
}

/** The last lesson, which serves until another trial is complete. */
let lastLesson: Lesson | undefined;

function lessonOf(teachers: readonly TrialCurve[], lastStep: number): Lesson {
  const curves = teachers.map(finitePoints);
  if (lastLesson?.belief.lastStep === lastStep && areSame(lastLesson.curves, curves)) return lastLesson;
  const belief = beliefFrom(curves, { lastStep });
  const cautions = new Map<number, number>();
  lastLesson = {
    curves: curves.map((points) => points.map((point) => ({ ...point }))),
    belief,
    cautionAt: (step) => {
      const known = cautions.get(step) ?? caution(curves, { belief, step });
      cautions.set(step, known);
      return known;
    },
  };
  return lastLesson;
}

function areSame(a: Lesson["curves"], b: Lesson["curves"]): boolean {
  return (
    a.length === b.length &&
    a.every(
      (points, at) =>
        points.length === b[at].length &&
        points.every(({ step, value }, place) => step === b[at][place].step && value === b[at][place].value),
    )
  );
}
