import { TrainwellError } from "../../base/errors.ts";
import { parseRecipe, type Recipe } from "../../recipe/schema.ts";
import { type CompiledSpace, compileSpace, type SpaceDocument } from "./compile-space.ts";
import { type Domain, fromUnit, sizeOf } from "./domain.ts";
import { valueWords } from "./ranges.ts";
import { buildPoint, isActive, isAllowed, type Parameter, type Point } from "./search-space.ts";

/** A space whose points are recipes. */
export interface RecipeSpace extends CompiledSpace {
  /** The recipe at a point. */
  recipeAt(point: Point): Recipe;
}

/** Of choices, and of few whole numbers, so many are tried out one by one. */
const MOST_TRIED_VALUES = 32;

/**
 * Checks a space of recipes: each end of each range, and each choice, is put into a recipe, which must be
 * one.
 *
 * @param source names where it came from, for messages.
 * @throws TrainwellError of kind `input`, as `compileSpace` and `parseRecipe` throw it.
 */
export function recipeSpace(document: SpaceDocument, { source }: { source: string }): RecipeSpace {
  const space = compileSpace(document, { source });
  const recipeAt = (point: Point) => parseRecipe(space.fill(point), { source });
  for (const parameter of space.parameters) checkParameter(space, parameter, source);
  return { ...space, recipeAt };
}

function checkParameter(space: CompiledSpace, parameter: Parameter, source: string): void {
  for (const value of telling(parameter.domain)) {
    const point = pointWith(space, parameter, value);
    if (point === undefined || !isAllowed(space, point)) continue;
    try {
      parseRecipe(space.fill(point), { source });
    } catch (error) {
      if (!(error instanceof TrainwellError)) throw error;
      const where = `${parameter.name} = ${valueWords(parameter.domain, value)}`;
      throw new TrainwellError({
        kind: "input",
        code: error.code,
        message: `${error.message.replace(/\.$/, "")} (where ${where}).`,
        details: error.details,
        ...(error.hint === undefined ? {} : { hint: error.hint }),
      });
    }
  }
}

/** A place that is no round number on any scale, so that an option of whole numbers refuses it. */
const ODD_PLACE = 0.437;

/**
 * The values of a domain that tell whether the others are sound: the ends and one between, or every choice.
 */
function telling(domain: Domain): number[] {
  if (domain.kind === "number")
    return domain.low === domain.high ? [domain.low] : [domain.low, fromUnit(domain, ODD_PLACE), domain.high];
  return Array.from({ length: Math.min(MOST_TRIED_VALUES, sizeOf(domain)) }, (_, index) => index);
}

/** A point in which a parameter is there and has a value; undefined where it depends on what is not. */
function pointWith(space: CompiledSpace, parameter: Parameter, value: number): Point | undefined {
  const byName = new Map(space.parameters.map((one) => [one.name, one]));
  const told = new Map([[parameter.name, value]]);
  for (let one: Parameter | undefined = parameter; one?.condition; one = byName.get(one.condition.parameter))
    if (!told.has(one.condition.parameter)) told.set(one.condition.parameter, one.condition.values[0]);
  const point = buildPoint(space, ({ name, domain }) => told.get(name) ?? firstOf(domain));
  return isActive(parameter, point) ? point : undefined;
}

function firstOf(domain: Domain): number {
  return domain.kind === "choice" ? 0 : domain.low;
}
