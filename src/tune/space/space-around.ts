import type { Recipe } from "../../recipe/schema.ts";
import { valueAtPath } from "./compile-space.ts";
import { defaultSpace } from "./default-space.ts";
import type { Range } from "./ranges.ts";
import type { SpaceAssignments } from "./space-from.ts";

/** The sides of the trade-off between bias and variance that a diagnosis may have found. */
export interface DiagnosedSides {
  readonly bias: boolean;
  readonly variance: boolean;
}

/** So far from its value, as a factor, a number on a logarithmic scale is searched. */
const FACTOR = 10;

/** So much longer and shorter trainings are tried where the training fits too badly. */
const LENGTHS = [0.5, 4] as const;

/**
 * The space around a recipe that a diagnosis shapes: rates and penalties within a factor of ten of their
 * values; where the training fits too badly, also its length; where it fits its rows better than others, the
 * penalties over their whole ranges.
 *
 * @param about.rows how many there are to train on.
 */
export function spaceAround(
  recipe: Recipe,
  { bias, variance, rows }: DiagnosedSides & { readonly rows: number },
): SpaceAssignments {
  const { epochs } = recipe.training;
  const near = Object.entries(defaultSpace(recipe, { rows })).map(([path, range]) => [
    path,
    variance && isPenalty(path) ? range : nearValue(range, valueAtPath(recipe, path)),
  ]);
  return {
    ...Object.fromEntries(near),
    ...(bias
      ? {
          "training.epochs": {
            search: "integer",
            low: Math.max(1, Math.round(LENGTHS[0] * epochs)),
            high: Math.round(LENGTHS[1] * epochs),
            scale: "log",
          },
        }
      : {}),
  };
}

/** Whether an option holds the network back rather than making it learn. */
function isPenalty(path: string): boolean {
  return /weightDecay|penalties|mixup|labelSmoothing/.test(path);
}

function nearValue(range: unknown, value: unknown): unknown {
  const { search, low, high, scale } = range as {
    search?: string;
    low?: number;
    high?: number;
    scale?: string;
  };
  const isLog = search === "log" || (search === "integer" && scale === "log");
  if (!isLog || typeof value !== "number" || value <= 0) return range;
  const bound = search === "integer" ? Math.round : (number: number) => number;
  return {
    ...(range as Range),
    low: bound(Math.max(low!, value / FACTOR)),
    high: bound(Math.min(high!, value * FACTOR)),
  };
}
