import type { ValueDescription } from "../../base/describe-options.ts";
import type { LayerSpec } from "../../nn/layer-spec.ts";
import { traitsOf } from "../../nn/traits-of.ts";
import { blocksRead, CATEGORY_PREFIX } from "../../recipe/layers.ts";
import { type KindReference, kindReferences, pathReferences } from "../../recipe/recipe-reference.ts";
import type { KindSpec, Recipe } from "../../recipe/schema.ts";
import { valueAtPath } from "./compile-space.ts";
import type { NumberRange, Range } from "./ranges.ts";
import type { SpaceAssignments } from "./space-from.ts";

/** As many times a block of hidden layers is tried. */
const DEPTHS = [1, 4] as const;

/**
 * The space that is searched when none was told, by what the options of the recipe say of themselves: each
 * one that often pays, over its range and on its scale, widened to hold the recipe's own value. Options that
 * the recipe has turned off stay off, but for those of the optimizer. Hidden blocks that are alike in kind
 * become one block that stands there one to four times, with one width and one dropout rate for all.
 *
 * @param options `blocks`: whether hidden blocks become one that is repeated, true by default; else each
 *   layer has ranges of its own. `hasCategories`: whether the table has columns of categories, whose encoding
 *   is then searched where no layer reads their codes; false by default. `rows`: how many there are to train
 *   on, by which widths are bounded; they are not by default.
 * @returns ranges by recipe path.
 */
export function defaultSpace(
  recipe: Recipe,
  { blocks = true, hasCategories = false, rows = Number.POSITIVE_INFINITY } = {},
): SpaceAssignments {
  const kinds = kindReferences();
  const of = (concept: KindReference["concept"], { kind }: KindSpec) =>
    kinds.find((reference) => reference.concept === concept && reference.kind === kind);
  return {
    ...sectionRanges(recipe),
    ...(hasCategories ? categoryRange(recipe) : {}),
    ...kindRanges("optimizer", {
      reference: of("optimizer", recipe.optimizer),
      spec: recipe.optimizer,
      alsoOff: true,
    }),
    ...kindRanges("schedule", {
      reference: of("schedule", recipe.schedule),
      spec: recipe.schedule,
      alsoOff: false,
    }),
    ...kindRanges("loss", { reference: of("loss", recipe.loss), spec: recipe.loss, alsoOff: false }),
    ...layerRanges(recipe.network.layers, { blocks, rows, referenceOf: (layer) => of("layer", layer) }),
  };
}

function sectionRanges(recipe: Recipe): SpaceAssignments {
  const concepts = new Set(["network", "loss", "optimizer", "schedule"]);
  return Object.fromEntries(
    pathReferences().flatMap(({ path, option }) => {
      if (concepts.has(path.split(".")[0])) return [];
      // Codes cannot be mixed.
      if (path === "training.mixup" && readsCodes(recipe)) return [];
      const range = rangeFor(option, valueAtPath(recipe, path), { alsoOff: false });
      return range === undefined ? [] : [[path, range]];
    }),
  );
}

function readsCodes({ network }: Pick<Recipe, "network">): boolean {
  return [...blocksRead(network.layers)].some((name) => name.startsWith(CATEGORY_PREFIX));
}

/** Places or statistics of the target, which the same layers can read; a layer for codes reads neither. */
function categoryRange({ data, network }: Recipe): SpaceAssignments {
  if (readsCodes({ network }) || data.categories === "embedding") return {};
  const own = data.categories === "targetStatistics" ? "oneHot" : data.categories;
  return { "data.categories": { search: "choice", of: [own, "targetStatistics"] } };
}

function kindRanges(
  path: string,
  { reference, spec, alsoOff }: { reference: KindReference | undefined; spec: KindSpec; alsoOff: boolean },
): SpaceAssignments {
  return Object.fromEntries(
    (reference?.options ?? []).flatMap((option) => {
      const range = rangeFor(option, spec[option.name], { alsoOff });
      return range === undefined ? [] : [[`${path}.${option.name}`, range]];
    }),
  );
}

/**
 * The range of an option that is worth tuning; undefined of another one, and of one that is off.
 *
 * @param alsoOff whether an option that is 0, where its range does not reach, may be turned on.
 */
function rangeFor(
  { facts, choices, type, limits }: ValueDescription,
  value: unknown,
  { alsoOff }: { alsoOff: boolean },
): Range | undefined {
  if (facts?.tune !== true) return undefined;
  if (facts.scale === "choices") {
    const of = [...new Set([...(facts.choices ?? choices ?? []), ...(isPlain(value) ? [value] : [])])];
    return of.length > 1 ? { search: "choice", of } : undefined;
  }
  if (typeof value !== "number" || facts.range === undefined) return undefined;
  const [least, most] = facts.range;
  const isOff = value === 0 && (facts.scale === "log" || least > 0);
  if (isOff && !alsoOff) return undefined;
  const [low, high] = isOff ? [least, most] : [Math.min(least, value), Math.max(most, value)];
  const isWhole = facts.scale === "integer" || type.includes("whole number");
  const scale = facts.scale === "log" ? { scale: "log" as const } : {};
  const range: NumberRange = isWhole
    ? { search: "integer", low, high, ...scale }
    : { search: facts.scale === "log" || facts.scale === "oneMinusLog" ? facts.scale : "uniform", low, high };
  return isOff && (limits?.minimum ?? 0) <= 0 ? { search: "choice", of: [0, range] } : range;
}

function isPlain(value: unknown): value is string | number | boolean | null {
  return value !== undefined && typeof value !== "object";
}

/** Widths go up to so many times the root of the number of rows: 256 at 150 rows, 1,024 from 2,100 on. */
const WIDTH_BY_ROOT = 16;

/** A range of units, no wider than the rows pay for, and at least twice as wide as the recipe's own. */
function boundedWidth(range: unknown, { units, rows }: { units: unknown; rows: number }): unknown {
  const { search, high } = range as Partial<NumberRange>;
  if (search !== "integer" || typeof units !== "number" || !Number.isFinite(rows)) return range;
  const most = 2 ** Math.round(Math.log2(WIDTH_BY_ROOT * Math.sqrt(rows)));
  return { ...(range as NumberRange), high: Math.min(high!, Math.max(most, 2 * units)) };
}

function layerRanges(
  layers: readonly LayerSpec[],
  about: { blocks: boolean; rows: number; referenceOf: (layer: LayerSpec) => KindReference | undefined },
): SpaceAssignments {
  const ranged = (layer: LayerSpec) => {
    const reference = about.referenceOf(layer);
    const path = `network.layers.${layer.id}`;
    const ranges = kindRanges(path, { reference, spec: layer, alsoOff: false });
    const units = ranges[`${path}.units`];
    if (units === undefined) return ranges;
    return { ...ranges, [`${path}.units`]: boundedWidth(units, { units: layer.units, rows: about.rows }) };
  };
  const block = about.blocks ? repeatedBlock(layers) : undefined;
  if (block === undefined) return Object.assign({}, ...layers.map(ranged));
  const { from, length, times, most } = block;
  const repeated = layers.slice(from, from + length).map((layer) => {
    const own = Object.entries(ranged(layer)).map(([path, range]) => [path.split(".").at(-1)!, range]);
    return { ...layer, ...Object.fromEntries(own), id: idBase(layer) };
  });
  return {
    "network.layers": [
      ...layers.slice(0, from),
      { search: "repeat", times: [DEPTHS[0], most], layers: repeated, alike: true },
      ...layers.slice(from + length * times),
    ],
    ...Object.assign({}, ...layersOutside(layers, block).map(ranged)),
  };
}

/** Blocks of layers in a row that are alike. */
interface RepeatedBlock {
  /** The place of the first layer, and how many layers make a block. */
  readonly from: number;
  readonly length: number;
  /** How often it is there, and how often it may be. */
  readonly times: number;
  readonly most: number;
}

/**
 * The first run of blocks of layers in a row, each a layer with weights and what follows it, that are alike
 * but for numbers, with ids that end in 1, 2, …, and may be there twice; undefined where there is none.
 */
function repeatedBlock(layers: readonly LayerSpec[]): RepeatedBlock | undefined {
  for (let from = 0; from < layers.length; from++) {
    const layer = layers[from];
    if (traitsOf(layer).weighted !== "linear" || typeof layer.units !== "number") continue;
    const next = layers.findIndex((other, at) => at > from && traitsOf(other).weighted !== undefined);
    const length = (next < 0 ? layers.length : next) - from;
    let times = 0;
    while (isBlock(layers, { from, length, time: times })) times++;
    if (times === 0 || next < 0) continue;
    const names = new Set(layers.slice(from, from + length * times).map(({ id }) => id));
    const isRead = layers.some(({ inputs, shares }) =>
      [...(inputs ?? []), shares].some((id) => names.has(id as string)),
    );
    const most = mostTimes(layers, { from, length, times });
    if (!isRead && most > 1) return { from, length, times, most };
  }
  return undefined;
}

function layersOutside(
  layers: readonly LayerSpec[],
  { from, length, times }: Pick<RepeatedBlock, "from" | "length" | "times">,
): LayerSpec[] {
  return [...layers.slice(0, from), ...layers.slice(from + length * times)];
}

/** The id of a layer without the number of its block. */
function idBase({ id }: LayerSpec): string {
  return id.replace(/\d+$/, "");
}

/** How often a block may be there: other layers may have the ids of further ones. */
function mostTimes(
  layers: readonly LayerSpec[],
  { from, length, times }: Pick<RepeatedBlock, "from" | "length" | "times">,
): number {
  const block = layers.slice(from, from + length);
  const others = new Set(layersOutside(layers, { from, length, times }).map(({ id }) => id));
  const isFree = (time: number) => block.every((layer) => !others.has(idBase(layer) + time));
  let most = times;
  while (most < DEPTHS[1] && isFree(most + 1)) most++;
  return most;
}

function isBlock(
  layers: readonly LayerSpec[],
  { from, length, time }: { from: number; length: number; time: number },
): boolean {
  return Array.from({ length }).every((_, index) => {
    const [first, other] = [layers[from + index], layers[from + time * length + index]];
    const number = String(time + 1);
    return (
      other !== undefined &&
      other.inputs === undefined &&
      other.kind === first.kind &&
      other.id === idBase(first) + number &&
      sameButNumbers(first, other)
    );
  });
}

function sameButNumbers(a: LayerSpec, b: LayerSpec): boolean {
  const others = (layer: LayerSpec) =>
    JSON.stringify(Object.entries(layer).filter(([key, value]) => key !== "id" && typeof value !== "number"));
  return others(a) === others(b);
}
