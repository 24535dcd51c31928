import type { Patch } from "../../recipe/patch.ts";
import type { RunEvidence } from "../evidence.ts";
import type { Comparison } from "../finding.ts";

/** What a treatment proposes for a run: a patch to its recipe, or advice, with the reason. */
export interface Proposal {
  /** Why it fits this run, in one sentence. */
  readonly reason: string;
  readonly patch?: Patch;
  readonly advice?: string;
}

/** A treatment, declared once; what it does to a recipe follows from the recipe. */
export interface TreatmentDefinition {
  readonly id: string;
  readonly title: string;
  /** The paper or book. */
  readonly source: string;
  /** What it should change, in one sentence. */
  readonly expect: string;
  /** How a recipe with it compares with one without. */
  readonly comparison: Comparison;
  /** The patch for this run's recipe; undefined where it is in place already or cannot be applied. */
  propose(evidence: RunEvidence): Proposal | undefined;
}

/** A number with two significant digits, so that repeated changes stay readable in a recipe. */
export function rounded(value: number): number {
  return Number(value.toPrecision(2));
}
