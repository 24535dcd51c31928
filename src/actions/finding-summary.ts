import type { Finding } from "../clinic/finding.ts";
import type { FindingSummary } from "./contract.ts";

/** A finding in brief. */
export function findingSummary({ id, title, severity, summary, treatments }: Finding): FindingSummary {
  return {
    id,
    title,
    severity,
    summary,
    treatments: treatments.map((treatment) => ({
      id: treatment.id,
      title: treatment.title,
      ...(treatment.advice === undefined ? {} : { advice: treatment.advice }),
    })),
  };
}
