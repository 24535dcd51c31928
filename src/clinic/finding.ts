import type { Patch } from "../recipe/patch.ts";
import type { RunEvidence } from "./evidence.ts";
import type { EvidencePart, EvidenceWith } from "./evidence-parts.ts";

/**
 * How a recipe with a treatment is compared with one without: "plain", by what trainings are judged by;
 * "never" where there is nothing to compare: no recipe, or one that differs in what both committees do
 * anyway.
 */
export type Comparison = "plain" | "never";

/** A cure for a finding: a change to the recipe, or advice where no change can help. */
export interface Treatment {
  readonly id: string;
  readonly title: string;
  /** Why it fits this run, in one sentence. */
  readonly reason: string;
  /** The paper or book that it comes from. */
  readonly source: string;
  /** The change that it should bring about, so that the verification can be read against it. */
  readonly expect: string;
  readonly comparison: Comparison;
  readonly patch?: Patch;
  /** In words, where no patch can help or the run has no recipe that it could change. */
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

/** The result of a finding's `detect` for a run in which it is there. */
export interface Detection {
  readonly severity: Severity;
  readonly summary: string;
  readonly evidence: readonly EvidenceItem[];
  /** Ids of treatments, best first; those that do not fit the recipe at hand are left out later. */
  readonly treatments: readonly string[];
}

/**
 * A finding, declared: what it is called, what it needs to be judged, when it fires, and what brings it
 * about. `N` are its needs as a tuple, so that `detect` can read nothing else without asking whether it is
 * there.
 */
export interface FindingDefinition<N extends readonly EvidencePart[] = readonly EvidencePart[]> {
  /** Unique, in small letters with hyphens. */
  readonly id: string;
  /** The name that people read, in a few words. */
  readonly title: string;
  /** Whether it is about the data, the recipe, or the run as it went. */
  readonly subject: Finding["subject"];
  /** One sentence for help and reports. */
  readonly help: string;
  /** The numbers that it fires at, by name. */
  readonly thresholds: Readonly<Record<string, Threshold>>;
  /** Findings that explain this one when they are present, the likeliest first. */
  readonly causes: readonly string[];
  /** Parts of the evidence without which it cannot be judged. Others it may use where they are there. */
  readonly needs: N;
  /** Sets of parts of which one must be whole besides, none by default; `detect` must ask which. */
  readonly either?: readonly (readonly EvidencePart[])[];
  /**
   * Findings that it speaks for where those cannot be judged, none by default; with some, it is itself never
   * listed as unjudged.
   */
  readonly standsFor?: readonly string[];
  /**
   * Whether it says that a training diverged, so that it is told beside the cause of that; left out, it does
   * not.
   */
  readonly tellsDivergence?: boolean;
  /** Whether the run can have it at all, as far as the evidence tells; left out, every run can. */
  applies?(evidence: RunEvidence): boolean;
  /** Ids of all treatments that it may propose. */
  readonly treatments: readonly string[];
  /** Looks for it; undefined when the run does not have it. */
  detect(evidence: EvidenceWith<N[number]>): Detection | undefined;
}

/** A finding that the evidence is not enough for: neither there nor not there. */
export interface UnjudgedFinding {
  readonly id: string;
  readonly title: string;
  /** The parts of the evidence that it lacks. */
  readonly missing: readonly EvidencePart[];
  /** How a run comes to have them, in one sentence. */
  readonly how: string;
}

/** All that is wrong with a run, and what could not be told of it. */
export interface Diagnosis {
  /** Root causes before their symptoms, the graver before the lighter. */
  readonly findings: readonly Finding[];
  /** In the order in which findings are looked for. Those that do not apply to the run are not among them. */
  readonly unjudged: readonly UnjudgedFinding[];
}
