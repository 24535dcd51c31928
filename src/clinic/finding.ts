import type { Patch } from "../recipe/patch.ts";
import type { RunEvidence } from "./evidence.ts";

/**
 * How a recipe with a treatment is compared with one without: "plain", by the loss of all rows; "balanced",
 * with every class (of labels, presence and absence) counting the same, because the treatment is for the
 * rare; "never" where there is nothing to compare: no recipe, or one that differs in what both committees do
 * anyway.
 */
export type Comparison = "plain" | "balanced" | "never";

/** A cure for a finding: a change to the recipe, or advice where no change can help. */
export interface Treatment {
  readonly id: string;
  readonly title: string;
  /** Why it fits this run, in one sentence. */
  readonly reason: string;
  /** The paper or book that it comes from. */
  readonly source: string;
  /** What it should change, so that the verification can be read against it. */
  readonly expect: string;
  readonly comparison: Comparison;
  readonly patch?: Patch;
  readonly advice?: string;
}

/** One measured number behind a finding, with the threshold that it was held against. */
export interface EvidenceItem {
  readonly label: string;
  readonly value: number | string;
  readonly threshold?: number | string;
}

/** How much a finding matters: a `problem` keeps the network from learning well, a `note` only informs. */
export type Severity = "problem" | "warning" | "note";

/** A diagnosis with its evidence and the treatments that fit, best first. */
export interface Finding {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly subject: "data" | "recipe" | "run";
  /** One sentence with its numbers. */
  readonly summary: string;
  readonly evidence: readonly EvidenceItem[];
  readonly treatments: readonly Treatment[];
  /** The id of the finding that brought this one about: treat that one first. */
  readonly causedBy?: string;
}

/** A number that a finding fires at, and who measured or chose it. */
export interface Threshold {
  readonly value: number;
  readonly source: string;
}

/** What a finding says of a run in which it is there. */
export interface Detection {
  readonly severity: Severity;
  readonly summary: string;
  readonly evidence: readonly EvidenceItem[];
  /** Ids of treatments, best first; those that do not fit the recipe at hand are left out later. */
  readonly treatments: readonly string[];
}

/** A finding, declared: what it is called, when it fires, and what brings it about. */
export interface FindingDefinition {
  readonly id: string;
  readonly title: string;
  readonly subject: Finding["subject"];
  /** One sentence for help and reports. */
  readonly help: string;
  readonly thresholds: Readonly<Record<string, Threshold>>;
  /** Findings that explain this one when they are present, the likeliest first. */
  readonly causes: readonly string[];
  /** Looks for it; undefined when the run does not have it. */
  detect(evidence: RunEvidence): Detection | undefined;
}
