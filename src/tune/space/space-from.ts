import { changeSections, type PatchOperation } from "../../recipe/patch.ts";
import type { Recipe } from "../../recipe/schema.ts";
import { type SpaceDocument, valueAtPath } from "./compile-space.ts";
import { isRange, type Range } from "./ranges.ts";

/** Values and ranges by recipe path, as they are set in a recipe. */
export type SpaceAssignments = Readonly<Record<string, unknown>>;

/** The sections that a space's file may hold beside values and ranges. */
const SECTIONS = ["constraints", "within", "set"] as const;

/**
 * The space that a file describes: a recipe with ranges in it (it has a `schema`), or values and ranges by
 * recipe path, which are set in `recipe`; beside them, `constraints` and `within`.
 *
 * @param recipe the recipe that paths are set in; left out for another program's parameters, which are by
 * name.
 * @param source names the file, for messages.
 */
export function spaceFrom(
  file: Readonly<Record<string, unknown>>,
  { recipe, source }: { recipe?: Recipe; source: string },
): SpaceDocument {
  const rest = Object.fromEntries(
    Object.entries(file).filter(([key]) => !(SECTIONS as readonly string[]).includes(key)),
  );
  const beside = {
    ...(file.constraints === undefined ? {} : { constraints: file.constraints as readonly string[] }),
    ...(file.within === undefined ? {} : { within: file.within as SpaceDocument["within"] }),
  };
  if (Object.hasOwn(file, "schema") || recipe === undefined)
    return { tree: { ...rest, ...(file.set as object | undefined) }, ...beside };
  const assignments = { ...rest, ...(file.set as SpaceAssignments | undefined) };
  return { tree: setInRecipe(recipe, assignments, { source }), ...beside };
}

/**
 * A recipe with values and ranges set in it by path. A choice of kinds, such as
 * `network.layers.relu1.kind`, becomes a choice of the whole component, each kind with its own defaults, so
 * that every point is a recipe.
 */
export function setInRecipe(
  recipe: Readonly<Record<string, unknown>> | Recipe,
  assignments: SpaceAssignments,
  { source }: { source: string },
): Record<string, unknown> {
  const operations = Object.entries(assignments).map(
    ([path, value]): PatchOperation => ({ op: "set", path, value }),
  );
  const isKinds = ({ path, value }: { path: string; value: unknown }) =>
    path.endsWith(".kind") && isRange(value) && (value.search === "choice" || value.search === "ordered");
  const setOperations = operations.filter((operation) => operation.op === "set");
  const plain = setOperations.filter((operation) => !isKinds(operation));
  const kinds = setOperations.filter(isKinds);
  const base = changeSections({ ...recipe }, plain, { source });
  return kinds.reduce((tree, { path, value }) => {
    const whole = path.slice(0, -".kind".length);
    const of = (value as Range & { of: readonly unknown[] }).of.map((kind) =>
      valueAtPath(
        changeSections({ ...recipe }, [...plain, { op: "set", path, value: kind }], { source }),
        whole,
      ),
    );
    return changeSections(tree, [{ op: "set", path: whole, value: { search: "choice", of } }], { source });
  }, base);
}
