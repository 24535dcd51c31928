import type { ValueRange } from "../../nn/layer-traits.ts";
import { lossDefinition } from "../../nn/losses/index.ts";
import { outputActivation } from "../architecture.ts";
import type { EvidenceItem, FindingDefinition } from "../finding.ts";
import { number } from "../number-text.ts";

/**
 * The last layer bounds the outputs, and the loss or the target needs what lies beyond: a softmax before a
 * loss that applies one, a ReLU or sigmoid before values on both sides of zero.
 */
export const outputMismatch: FindingDefinition<["recipe"]> = {
  id: "output-mismatch",
  title: "The last layer cannot give what the loss needs",
  subject: "recipe",
  help:
    "The last layer keeps the outputs within bounds, such as a softmax, a sigmoid or a ReLU, while the " +
    "loss reads scores of any size, or the target lies outside.",
  thresholds: {
    beyond: { value: 0.01, source: "ours: one percent of the target's range lies outside of the bounds" },
  },
  causes: [],
  needs: ["recipe"],
  treatments: ["linear-output"],
  detect({ recipe, outputs, targetRange }) {
    const last = outputActivation(recipe);
    if (last === undefined) return undefined;
    const { layer, range } = last;
    const told = `The last layer "${layer.id}" (${layer.kind}) gives values ${boundsText(range)}`;
    const { scores, kind } = lossDefinition(recipe.loss.kind);
    const needed = scores ? { low: -Infinity, high: Infinity } : targetRange;
    if (needed === undefined) return undefined;
    const items = outside(range, needed);
    if (items.length === 0) return undefined;
    const why = scores
      ? `the loss ${kind} reads scores of any size${ownFunction(scores.applies)}${limitOf(last, outputs)}`
      : `the target lies between ${number(needed.low)} and ${number(needed.high)} where the loss reads it`;
    return {
      severity: "problem",
      summary: `${told}, but ${why}.`,
      evidence: items,
      treatments: outputMismatch.treatments,
    };
  },
};

/** The sides on which values are needed that the bounds keep away. */
function outside(range: ValueRange, needed: { low: number; high: number }): EvidenceItem[] {
  const width = needed.high - needed.low;
  const slack = Number.isFinite(width) ? outputMismatch.thresholds.beyond.value * width : 0;
  const { low = -Infinity, high = Infinity } = range;
  return [
    ...(needed.low < low - slack ? [item("lowest needed", needed.low, low)] : []),
    ...(needed.high > high + slack ? [item("highest needed", needed.high, high)] : []),
  ];
}

function item(label: string, value: number, threshold: number): EvidenceItem {
  return { label, value: Number.isFinite(value) ? value : "any", threshold };
}

function boundsText({ low, high }: ValueRange): string {
  if (low === undefined) return `of at most ${number(high!)}`;
  return high === undefined ? `of at least ${number(low)}` : `between ${number(low)} and ${number(high)}`;
}

function ownFunction(applies: string | undefined): string {
  return applies === undefined ? "" : ` and applies ${applies} itself`;
}

/** The greatest probability that scores between 0 and 1 can come to by a softmax: e / (e + K − 1). */
function limitOf(last: { range: ValueRange }, outputs: number | undefined): string {
  const { low, high } = last.range;
  if (low === undefined || high === undefined || outputs === undefined || outputs < 2) return "";
  const most = 1 / (1 + (outputs - 1) * Math.exp(low - high));
  return `, so that no probability can exceed ${number(most)}`;
}
