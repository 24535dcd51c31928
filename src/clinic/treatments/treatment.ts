import type { Patch } from "../../recipe/patch.ts";
import type { EvidencePart, EvidenceWith } from "../evidence-parts.ts";
import type { Comparison } from "../finding.ts";

/** The proposal of a treatment for a run: a patch to its recipe, or advice, with the reason. */
export interface Proposal {
  /** Why it fits this run, in one sentence. */
  readonly reason: string;
  readonly patch?: Patch;
  readonly advice?: string;
}

/** A treatment, declared once; what it does to a recipe follows from the recipe. `N` are its needs. */
export interface TreatmentDefinition<N extends readonly EvidencePart[] = readonly EvidencePart[]> {
  /** Unique, in small letters with hyphens. */
  readonly id: string;
  /** The name that people read, in a few words. */
  readonly title: string;
  /** Parts of the evidence without which it can only be named; "recipe" of all that patch one. */
  readonly needs: N;
  /** The paper or book. */
  readonly source: string;
  /** The change that it should bring about, in one sentence. */
  readonly expect: string;
  /** How a recipe with it compares with one without. */
  readonly comparison: Comparison;
  /** The patch for this run's recipe; undefined where it is in place already or cannot be applied. */
  propose(evidence: EvidenceWith<N[number]>): Proposal | undefined;
}

/** A number with two significant digits, so that repeated changes stay readable in a recipe. */
export function rounded(value: number): number {
  return Number(value.toPrecision(2));
}
