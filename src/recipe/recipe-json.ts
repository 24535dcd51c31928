import { TrainwellError } from "../base/errors.ts";
import { jsonFault } from "../base/json-text.ts";
import { parseRecipe } from "./schema.ts";
import type { Recipe } from "./types.ts";

/** Values that fit on a line of this length are written on one. */
const LINE_LENGTH = 120;

/**
 * Reads a recipe from JSON.
 *
 * @param text JSON, with or without a byte order mark.
 * @param source where it came from, for messages.
 * @throws TrainwellError `recipe-not-json`, or what `parseRecipe` throws.
 */
export function readRecipe(text: string, source: string): Recipe {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (cause) {
    throw new TrainwellError({
      kind: "input",
      code: "recipe-not-json",
      message: `${source} is not valid JSON: ${text.trim() === "" ? "it is empty" : faultIn(text)}.`,
      details: { source },
      hint: "A recipe is a JSON object; look for a missing comma, quote or bracket.",
      cause,
    });
  }
  return parseRecipe(json, { source });
}

function faultIn(text: string): string {
  const { line, from } = jsonFault(text);
  return `line ${line} is none from ${from} on`;
}

/**
 * Writes a recipe as JSON that people can read: keys in a fixed order, short lists and objects (such as
 * layers) on one line. `readRecipe(formatRecipe(recipe), source)` equals the recipe.
 *
 * @param recipe as `parseRecipe` gives it.
 */
export function formatRecipe(recipe: Recipe): string {
  return `${formatJson(recipe, "")}\n`;
}

function formatJson(value: unknown, indent: string): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const flat = flatJson(value);
  const isRoot = indent === "";
  if (!isRoot && indent.length + flat.length <= LINE_LENGTH) return flat;
  const deeper = `${indent}  `;
  const list = Array.isArray(value);
  const items = list
    ? value.map((item) => formatJson(item, deeper))
    : present(value).map(([key, item]) => `${JSON.stringify(key)}: ${formatJson(item, deeper)}`);
  const [open, close] = list ? "[]" : "{}";
  return `${open}\n${items.map((item) => deeper + item).join(",\n")}\n${indent}${close}`;
}

function flatJson(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(flatJson).join(", ")}]`;
  const members = present(value).map(([key, item]) => `${JSON.stringify(key)}: ${flatJson(item)}`);
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}

function present(value: object): [string, unknown][] {
  return Object.entries(value).filter(([, item]) => item !== undefined);
}
