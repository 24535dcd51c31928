import { enumeration } from "../../base/enumeration.ts";
import { scoreText } from "../../base/score-text.ts";
import type { Finding } from "../../clinic/finding.ts";
import type { PartScores } from "../../lab/scores/part-scores.ts";
import type { Measure } from "../../nn/metrics/measures.ts";

/** The scores that a headline tells, in what they are judged by. */
export interface JudgedScores {
  readonly measure: Pick<Measure, "metric" | "title" | "unit">;
  readonly train: PartScores;
  readonly dev: PartScores;
  readonly test?: PartScores | null;
}

const SEVERITIES = ["problem", "warning", "note"] as const;

/**
 * A training and its diagnosis in one sentence: 'Dev accuracy 94.1% (train 99.2%); 1 problem and 2 notes
 * found, first "Unscaled inputs".'
 */
export function findingsHeadline(findings: readonly Finding[], scores?: JudgedScores): string {
  const found = foundText(findings);
  if (scores === undefined) return `${found.charAt(0).toUpperCase()}${found.slice(1)}.`;
  const { measure, train, dev, test } = scores;
  const text = ({ metrics }: PartScores) => scoreText(metrics[measure.metric], measure.unit);
  const tested = test ? `Test ${measure.title} ${text(test)}, dev` : `Dev ${measure.title}`;
  return `${tested} ${text(dev)} (train ${text(train)}); ${found}.`;
}

function foundText(findings: readonly Finding[]): string {
  if (findings.length === 0) return "nothing found that needs treatment";
  const counts = SEVERITIES.flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}${count === 1 ? "" : "s"}`];
  });
  return `${enumeration(counts)} found, first "${findings[0].title}"`;
}
