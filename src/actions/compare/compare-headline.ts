import { signed, threeDigits } from "../../base/score-text.ts";
import type { ComparedLosses, CompareResult } from "./contract.ts";

/**
 * The result of a comparison in one sentence: "The second is better: Brier score −0.012, 95% interval −0.020
 * to −0.004 over 10 pairs."
 */
export function compareHeadline(result: Omit<CompareResult, "headline">): string {
  const { a, b, difference, recipe, metrics, comparable } = result;
  if (difference !== null) return differenceSentence(difference);
  if (a.kind === "recipe" && b.kind === "recipe")
    return `${changesWords(recipe?.length ?? 0)}; whether that matters is said with --seeds.`;
  const changes = recipe === null ? "" : changesWords(recipe.length);
  const shared = metrics.find(({ a, b }) => a !== null && b !== null);
  if (shared === undefined) return `${changes || "Nothing is known of both"}; no score is known of both.`;
  const scores = `${shared.name} ${threeDigits(shared.a!)} and ${threeDigits(shared.b!)}`;
  const doubt = comparable
    ? "which one training each does not tell from chance: see --seeds"
    : "of other rows or data, so that they say little of each other";
  return `${changes === "" ? "" : `${changes}; `}${scores}, ${doubt}.`.replace(/^./, (first) =>
    first.toUpperCase(),
  );
}

function differenceSentence({ title, effect, low, high, isReal, pairs }: ComparedLosses): string {
  if (!Number.isFinite(effect))
    return `The ${effect > 0 ? "second" : "first"} is better: the other one diverges (${pairs} pairs).`;
  const change = (value: number) => signed(value, "number");
  const interval = `95% interval ${change(-high)} to ${change(-low)} over ${pairs} pairs`;
  const numbers = `${title} ${change(-effect)}, ${interval}`;
  if (!isReal) return `No difference beyond the noise: ${numbers}.`;
  return `The ${effect > 0 ? "second" : "first"} is better: ${numbers}.`;
}

function changesWords(count: number): string {
  if (count === 0) return "The same recipe";
  return `${count} change${count === 1 ? "" : "s"} in the recipe`;
}
