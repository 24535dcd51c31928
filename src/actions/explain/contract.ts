import type { OptionDescription } from "../../base/describe-options.ts";
import type { CheckDefinition } from "../../clinic/checks/check.ts";
import type { FindingDefinition } from "../../clinic/finding.ts";
import type { TreatmentDefinition } from "../../clinic/treatments/treatment.ts";
import type { KindReference } from "../../recipe/recipe-reference.ts";

/** Options of `explain`: the name of a kind, a check, a finding or a treatment, or the path of an option. */
export interface ExplainOptions {
  /** Null for a list of what there is. */
  readonly query: string | null;
}

/** A section or an option, as `explain` says it. */
export interface ExplainedPath {
  readonly concept: "section" | "option";
  /** In a recipe, as "training.batchSize", or below its kind, as "adam.beta1". */
  readonly path: string;
  readonly option: OptionDescription;
}

/** A finding, as `explain` says it. */
export interface ExplainedFinding extends Omit<FindingDefinition, "detect"> {
  readonly concept: "finding";
}

/** A check of the data, as `explain` says it. */
export interface ExplainedCheck extends Omit<CheckDefinition, "look"> {
  readonly concept: "check";
}

/** A treatment, as `explain` says it. */
export interface ExplainedTreatment extends Omit<TreatmentDefinition, "propose"> {
  readonly concept: "treatment";
  /** Ids of the findings that propose it. */
  readonly findings: readonly string[];
}

/** One thing that `explain` tells about. */
export type Explained =
  | KindReference
  | ExplainedPath
  | ExplainedCheck
  | ExplainedFinding
  | ExplainedTreatment;

/** The names of one concept, with a title each. */
export interface ExplainedConcept {
  readonly concept: string;
  readonly entries: readonly { readonly name: string; readonly title: string }[];
}

/** The result of `explain`: everything of that name; or, where none was asked for, the names by concept. */
export interface ExplainResult {
  readonly query: string | null;
  readonly entries: readonly Explained[];
  readonly concepts: readonly ExplainedConcept[];
}
