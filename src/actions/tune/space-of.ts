import { TrainwellError } from "../../base/errors.ts";
import { parseRecipe, type Recipe } from "../../recipe/schema.ts";
import type { StudyRecord, TrialRecord } from "../../run/study.ts";
import { populationRanges } from "../../tune/networks/population-space.ts";
import type { SpaceDocument } from "../../tune/space/compile-space.ts";
import { defaultSpace } from "../../tune/space/default-space.ts";
import { readRangeText } from "../../tune/space/range-text.ts";
import { isRange } from "../../tune/space/ranges.ts";
import { type RecipeSpace, recipeSpace } from "../../tune/space/recipe-space.ts";
import { type SpaceAssignments, setInRecipe, spaceFrom } from "../../tune/space/space-from.ts";
import { zoomedEnds } from "../../tune/space/zoom-space.ts";
import { readSpaceFile } from "../shared/search/space-file.ts";

/** Assignments of --set, told apart: values change the recipe, and ranges make the space. */
export interface ToldAssignments {
  readonly values: readonly { readonly path: string; readonly value: unknown }[];
  readonly ranges: SpaceAssignments;
}

/** Tells the values and the ranges among assignments apart; a text such as "log(1e-5, 0.1)" is a range. */
export function tellRanges(
  set: readonly { readonly path: string; readonly value: unknown }[],
): ToldAssignments {
  const read = set.map(({ path, value }) => ({
    path,
    value: typeof value === "string" ? (readRangeText(value) ?? value) : value,
  }));
  return {
    values: read.filter(({ value }) => !isRange(value)),
    ranges: Object.fromEntries(
      read.filter(({ value }) => isRange(value)).map(({ path, value }) => [path, value]),
    ),
  };
}

/** A space with the words that name where it came from. */
export interface ToldSpace {
  readonly space: RecipeSpace;
  /** The ranges by path that made it, as a file of a space holds them; a whole tree where that was given. */
  readonly written: Readonly<Record<string, unknown>>;
}

/** The facts that a told space is read with. */
export interface SpaceRequest {
  readonly recipe: Recipe;
  readonly ranges: SpaceAssignments;
  /** Whether trials go on from each other. */
  readonly goesOn: boolean;
  /** Whether the table has columns of categories that are inputs. */
  readonly hasCategories: boolean;
  /** How many rows there are to train on. */
  readonly rows: number;
}

/**
 * The space that a call tells: that of a file or of the call, with ranges of `set` on top; those alone; or
 * the default for the recipe, of what may change within a training where trials go on from each other.
 *
 * @throws TrainwellError of kind `input` for a file that cannot be read, and as `recipeSpace` throws.
 */
export async function spaceOf(
  told: string | Readonly<Record<string, unknown>> | null,
  { recipe, ranges, goesOn, hasCategories, rows }: SpaceRequest,
): Promise<ToldSpace> {
  const hasRanges = Object.keys(ranges).length > 0;
  if (told === null) {
    const source = hasRanges ? "--set" : "the default space";
    const written = hasRanges
      ? ranges
      : goesOn
        ? populationRanges(recipe)
        : defaultSpace(recipe, { hasCategories, rows });
    return { space: recipeSpace({ tree: setInRecipe(recipe, written, { source }) }, { source }), written };
  }
  const source = typeof told === "string" ? told : "the space";
  const file = typeof told === "string" ? await readSpaceFile(told) : told;
  const document = spaceFrom(file, { recipe, source });
  const tree = hasRanges ? setInRecipe(document.tree as Recipe, ranges, { source: "--set" }) : document.tree;
  return { space: recipeSpace({ ...document, tree }, { source }), written: { ...file, ...ranges } };
}

/** A space narrowed around the best trials of a study, and widened where the best lies on a border. */
export function zoomInto(
  { space, written }: ToldSpace,
  study: Pick<StudyRecord, "name">,
  ranking: readonly TrialRecord[],
): ToldSpace {
  if (ranking.length < 2)
    throw new TrainwellError({
      kind: "input",
      code: "zoom-empty",
      message:
        `Study ${study.name} has ${ranking.length} completed trials, too few to say where its best region ` +
        `is.`,
      details: { study: study.name, trials: ranking.length },
      hint: "Go on with it by --study, or search the whole space.",
    });
  const points = ranking.map(({ point }) => point);
  const isPossible = (name: string, value: number) => {
    try {
      parseRecipe(space.fill({ ...points[0], [name]: value }), { source: "the space" });
      return true;
    } catch (error) {
      if (error instanceof TrainwellError) return false;
      throw error;
    }
  };
  const within = { ...space.document.within, ...zoomedEnds(space, points, isPossible) };
  const document: SpaceDocument = { ...space.document, within };
  return {
    space: recipeSpace(document, { source: `the space around study ${study.name}` }),
    written: { ...written, within },
  };
}
