import { TrainwellError } from "../../../base/errors.ts";
import type { Objective, OutcomeLimit, StudyComponent } from "../../../run/study.ts";
import { integerFrom } from "./option-text.ts";

/** Reads a sampler or stopper: its kind, or JSON with its options beside. */
export function readComponent(text: string): string | StudyComponent {
  if (!text.trim().startsWith("{")) return text.trim();
  try {
    return JSON.parse(text) as StudyComponent;
  } catch {
    throw unreadable(`Expected a kind, or JSON such as {"kind":"grid","levels":3}, received "${text}".`);
  }
}

/** A sampler or stopper as a component, checked for having a kind. */
export function componentOf(told: string | StudyComponent): StudyComponent {
  const component = typeof told === "string" ? { kind: told } : told;
  if (typeof component === "object" && component !== null && typeof component.kind === "string")
    return component;
  throw unreadable(`Expected a kind, or an object with one, received ${JSON.stringify(told)}.`);
}

/** Reads `--repeats`. */
export function readRepeats(text: string): "race" | number {
  return text === "race" ? text : integerFrom(1)(text);
}

/** Metrics that trials have beside scores, all better when smaller. */
const SMALLER = ["loss", "parameters", "trainMs", "epochs", "latencyMs"];

/**
 * An objective: a metric, whose better direction is known, or with it told: "f1:maximize".
 *
 * @param higherIsBetter whether a score of a name is better when larger; undefined where it is none.
 */
export function objectiveOf(
  told: string | Objective,
  higherIsBetter: (metric: string) => boolean | undefined,
): Objective {
  if (typeof told !== "string") return told;
  const [, metric, direction] = /^(.*?)(?::(minimize|maximize))?$/.exec(told)!;
  if (direction !== undefined) return { metric, direction: direction as Objective["direction"] };
  if (SMALLER.includes(metric)) return { metric, direction: "minimize" };
  const higher = higherIsBetter(metric);
  if (higher !== undefined) return { metric, direction: higher ? "maximize" : "minimize" };
  throw unreadable(
    `The objective "${told}" is no metric whose better direction is known; say ${metric}:minimize or ` +
      `${metric}:maximize, or name one of ${SMALLER.join(", ")}, accuracy, f1, rmse and the like.`,
  );
}

/** A limit on outcomes: "parameters<=10000", "accuracy>=0.9". */
export function limitOf(told: string | OutcomeLimit): OutcomeLimit {
  if (typeof told !== "string") return told;
  const match = /^\s*([^<>=\s]+)\s*(<=|>=)\s*(\S+)\s*$/.exec(told);
  const value = Number(match?.[3]);
  if (match === null || !Number.isFinite(value))
    throw unreadable(`Expected a limit such as "parameters<=10000" or "accuracy>=0.9", received "${told}".`);
  return match[2] === "<=" ? { metric: match[1], atMost: value } : { metric: match[1], atLeast: value };
}

function unreadable(message: string): TrainwellError {
  return new TrainwellError({
    kind: "usage",
    code: "unreadable-option",
    message,
    hint: "See trainwell tune --help.",
  });
}
