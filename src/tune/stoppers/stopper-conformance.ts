import type * as z from "zod/mini";
import { hashName, normal, randomKey, STREAMS } from "../../base/random.ts";
import type { StoredData } from "../../run/record.ts";
import { decideBy, stopperOptions } from "./decide-trial.ts";
import type { Decision, StopperDefinition, StopperRequest, TrialCurve } from "./stopper.ts";

/** How a stopper is tried by {@link stopperProblems}. */
export interface StopperTrial {
  /** The stopper's options; by themselves its defaults. */
  readonly options?: Readonly<Record<string, StoredData>>;
}

const VERDICTS: readonly Decision["verdict"][] = ["continue", "pause", "stop"];
const STEPS = 12;

/** A curve that falls from about 1 towards a level, with a little noise. */
function curveOf(
  number: number,
  { level, steps, stride = 1 }: { level: number; steps: number; stride?: number },
) {
  const key = randomKey(1, STREAMS.sampling, hashName("stopper-conformance"), number);
  return Array.from({ length: steps }, (_, index) => {
    const step = (index + 1) * stride;
    return { step, value: level + (1 - level) / step + 0.002 * normal(key, index) };
  });
}

function trialOf(number: number, status: TrialCurve["status"], points: TrialCurve["points"]): TrialCurve {
  return { number, status, points };
}

/** Others that are all worse at every step than the level 0.1. */
function worseOthers(): TrialCurve[] {
  const statuses = ["complete", "complete", "complete", "complete", "complete", "stopped", "paused"] as const;
  return Array.from({ length: 14 }, (_, index) => {
    const status = statuses[index % statuses.length];
    const steps = status === "complete" ? STEPS : 3 + (index % 5);
    return trialOf(index + 1, status, curveOf(index + 1, { level: 0.5 + 0.02 * index, steps }));
  });
}

/** The curve of the best trial so far, still falling. */
function bestPoints(steps: number) {
  return Array.from({ length: steps }, (_, index) => ({ step: index + 1, value: 0.1 + 0.2 / (index + 1) }));
}

/** Requests of all sorts, each with a name for messages. */
function requests(): [string, StopperRequest][] {
  const others = worseOthers();
  const usual = { lastStep: STEPS, seed: 1 };
  const running = (steps: number) => trialOf(0, "running", curveOf(0, { level: 0.9, steps }));
  const coarse = (number: number) =>
    trialOf(number, "complete", curveOf(number, { level: 0.4, steps: 4, stride: 3 }));
  const diverged = trialOf(20, "stopped", [
    { step: 1, value: 2 },
    { step: 2, value: Number.POSITIVE_INFINITY },
  ]);
  return [
    ...Array.from({ length: STEPS }, (_, index): [string, StopperRequest] => [
      `a bad trial at step ${index + 1}`,
      { trial: running(index + 1), others, ...usual },
    ]),
    ["no others", { trial: running(3), others: [], ...usual }],
    [
      "others without a point",
      { trial: running(3), others: [1, 2, 3].map((n) => trialOf(n, "running", [])), ...usual },
    ],
    [
      "others that failed",
      { trial: running(3), others: [1, 2].map((n) => trialOf(n, "failed", [])), ...usual },
    ],
    ["an unknown last step", { trial: running(5), others, lastStep: null, seed: 1 }],
    ["a last step of 1", { trial: running(1), others, lastStep: 1, seed: 1 }],
    ["infinite values of others", { trial: running(4), others: [...others, diverged], ...usual }],
    ["only infinite others", { trial: running(2), others: [diverged], ...usual }],
    ["others at other steps", { trial: running(5), others: [1, 2, 3, 4, 5, 6].map(coarse), ...usual }],
    ["steps beyond the last", { trial: running(STEPS), others, lastStep: STEPS - 4, seed: 1 }],
    ["a paused trial", { trial: { ...running(3), status: "paused" }, others, ...usual }],
    ["a paused trial alone", { trial: { ...running(1), status: "paused" }, others: [], ...usual }],
    ["durations", { trial: { ...running(4), durationMs: 1e9 }, others, ...usual }],
    ["a study's planned trials", { trial: running(3), others, ...usual, planned: 15 }],
  ];
}

/**
 * Whether a stopper does its duties: it answers every request with a verdict and a reason, the same to the
 * same request, changes nothing of it, pauses only where it says that it does, judges only at the rungs that
 * it tells, and lets the best trial go on. One sentence for each that it does not. The stopper need not be
 * registered.
 *
 * @param definition the stopper.
 * @param trial its options; by themselves its defaults.
 * @throws TrainwellError `recipe-invalid` or `recipe-unknown-key` for options that are not its own.
 * @example
 * stopperProblems(ownStopper); // []
 */
export function stopperProblems<S extends z.ZodMiniObject>(
  definition: StopperDefinition<S>,
  trial: StopperTrial = {},
): string[] {
  const tried = definition as unknown as StopperDefinition;
  const options = stopperOptions(tried, trial.options ?? {});
  const pauses = tried.pauses(options);
  const found = requests().flatMap(([name, request]) =>
    requestProblems(tried, { name, request, options, pauses }),
  );
  return [...found, ...bestProblems(tried, options)].map((problem) => `${tried.kind}: ${problem}`);
}

interface Asked {
  readonly name: string;
  readonly request: StopperRequest;
  readonly options: Readonly<Record<string, unknown>>;
  readonly pauses: boolean;
}

function requestProblems(definition: StopperDefinition, { name, request, options, pauses }: Asked): string[] {
  const told = structuredClone(request);
  let decision: Decision;
  try {
    decision = decideBy(definition, { request: frozen(structuredClone(request)), options });
  } catch (error) {
    return [`it throws of ${name}: ${(error as Error).message}`];
  }
  const again = decideBy(definition, { request: told, options });
  const isSame = again.verdict === decision.verdict && again.reason === decision.reason;
  return [
    ...(VERDICTS.includes(decision.verdict)
      ? []
      : [`of ${name} its verdict is ${JSON.stringify(decision.verdict)}`]),
    ...(decision.reason.trim() === "" ? [`of ${name} it gives no reason`] : []),
    ...(isSame ? [] : [`it decides on ${name} otherwise when asked again`]),
    ...(decision.verdict === "continue" || isAtRung(definition, { request, options })
      ? []
      : [`of ${name} it says ${decision.verdict}, but that it judges at other steps only`]),
    ...(pauses || decision.verdict !== "pause" ? [] : [`of ${name} it says pause, but that it never pauses`]),
  ];
}

/** Whether a running trial, which reported every step, is where the stopper says that it judges. */
function isAtRung(
  definition: StopperDefinition,
  { request, options }: Pick<Asked, "request" | "options">,
): boolean {
  const rungs = definition.rungs?.(options, request) ?? [];
  const { status, points } = request.trial;
  return status !== "running" || rungs.length === 0 || rungs.includes(points[points.length - 1].step);
}

/** Writing to what is frozen throws in a module. */
function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    Object.values(value).forEach(frozen);
    Object.freeze(value);
  }
  return value;
}

function bestProblems(definition: StopperDefinition, options: Readonly<Record<string, unknown>>): string[] {
  const others = worseOthers();
  return Array.from({ length: STEPS }, (_, index) => index + 1).flatMap((steps) => {
    const trial = trialOf(0, "running", bestPoints(steps));
    const { verdict, reason } = decideBy(definition, {
      request: { trial, others, lastStep: STEPS, seed: 1 },
      options,
    });
    return verdict === "stop" ? [`it stops the best of all trials at step ${steps}: ${reason}`] : [];
  });
}
