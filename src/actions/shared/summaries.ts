import type { Finding } from "../../clinic/finding.ts";

/** A finding in brief, as results list it. */
export interface FindingSummary {
  readonly id: string;
  readonly title: string;
  readonly severity: "problem" | "warning" | "note";
  readonly summary: string;
  /** The id of the finding that brought this one about. */
  readonly causedBy?: string;
  readonly treatments: readonly { readonly id: string; readonly title: string; readonly advice?: string }[];
}

/** A finding in brief. */
export function findingSummary(finding: Finding): FindingSummary {
  const { id, title, severity, summary, causedBy, treatments } = finding;
  return {
    id,
    title,
    severity,
    summary,
    ...(causedBy === undefined ? {} : { causedBy }),
    treatments: treatments.map((treatment) => ({
      id: treatment.id,
      title: treatment.title,
      ...(treatment.advice === undefined ? {} : { advice: treatment.advice }),
    })),
  };
}
