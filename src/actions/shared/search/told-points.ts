import { readFile } from "node:fs/promises";
import { nearest, TrainwellError } from "../../../base/errors.ts";
import { isValueOf } from "../../../tune/space/domain.ts";
import { rangeOf, rangeWords } from "../../../tune/space/ranges.ts";
import {
  isActive,
  isAllowed,
  type Parameter,
  type Point,
  type SearchSpace,
} from "../../../tune/space/search-space.ts";
import { readingReason } from "../files/reading-reason.ts";

/** The values of a trial that is to be tried, by parameter: numbers, and choices in words. */
export type ToldPoint = Readonly<Record<string, string | number | boolean | null>>;

/**
 * Reads points from JSON, or from the file that has it: one, or a list.
 *
 * @throws TrainwellError `points-unreadable`.
 */
export async function readPoints(
  told: string | ToldPoint | readonly ToldPoint[],
): Promise<readonly ToldPoint[]> {
  const value = typeof told === "string" ? await parsePoints(told) : told;
  const points = (Array.isArray(value) ? value : [value]) as readonly ToldPoint[];
  for (const point of points)
    if (typeof point !== "object" || point === null || Array.isArray(point))
      throw unreadable(`Expected an object of values by parameter, received ${JSON.stringify(point)}.`);
  return points;
}

async function parsePoints(told: string): Promise<unknown> {
  const isJson = /^\s*[{[]/.test(told);
  const text = isJson
    ? told
    : await readFile(told, "utf8").catch((cause) => {
        throw unreadable(`The file ${told} cannot be read: ${readingReason(cause)}.`);
      });
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unreadable(`${isJson ? "The points are" : `${told} is`} no JSON: ${(cause as Error).message}.`);
  }
}

function unreadable(message: string): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "points-unreadable",
    message,
    hint: "For example: --enqueue '{\"optimizer.learningRate\": 0.01}'",
  });
}

/**
 * A point of a space from its values in words.
 *
 * @param others the values of parameters that are left out: those of the best trial.
 * @throws TrainwellError `point-invalid` with the parameter, what was expected and what was received.
 */
export function pointOfWords(
  space: SearchSpace,
  told: ToldPoint,
  { others = {} }: { others?: Point } = {},
): Point {
  const known = space.parameters.map(({ name }) => name);
  const foreign = Object.keys(told).find((name) => !known.includes(name));
  if (foreign !== undefined) {
    const meant = nearest(foreign, known);
    const hint = meant === undefined ? `It has ${known.join(", ")}.` : `Did you mean "${meant}"?`;
    throw invalid(foreign, "The space has no such parameter.", hint);
  }
  const point: Record<string, number> = Object.create(null);
  for (const parameter of space.parameters) {
    const { name, condition } = parameter;
    const isTold = Object.hasOwn(told, name);
    if (isActive(parameter, point)) {
      const other = Object.hasOwn(others, name) ? others[name] : undefined;
      if (!isTold && other === undefined)
        throw invalid(name, `Expected ${domainWords(parameter)}, received nothing.`);
      point[name] = isTold ? toldValue(parameter, told[name]) : other!;
    } else if (isTold) throw invalid(name, `It is not there with this value of ${condition!.parameter}.`);
  }
  if (isAllowed(space, point)) return { ...point };
  throw invalid(Object.keys(point).join(", "), "The values break a constraint of the space.");
}

function toldValue(parameter: Parameter, told: ToldPoint[string]): number {
  const { name, domain } = parameter;
  const value =
    domain.kind === "choice"
      ? domain.labels.findIndex((label) => label === told || label === JSON.stringify(told))
      : Number(told);
  const isNumber = domain.kind === "choice" || typeof told === "number" || typeof told === "string";
  if (isNumber && isValueOf(domain, value)) return value;
  throw invalid(name, `Expected ${domainWords(parameter)}, received ${JSON.stringify(told)}.`);
}

function domainWords({ domain }: Parameter): string {
  return domain.kind === "choice" ? `one of ${domain.labels.join(", ")}` : rangeWords(rangeOf(domain));
}

function invalid(parameter: string, problem: string, hint?: string): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "point-invalid",
    message: `The point's ${parameter}: ${problem}`,
    details: { parameter },
    ...(hint === undefined ? {} : { hint }),
  });
}
