import { threeDigits } from "../../base/score-text.ts";
import type { StudyDocument } from "../../report/study/study-document.ts";
import type { SearchSpace } from "../../tune/space/search-space.ts";
import type { Study } from "../../tune/study/ask-and-tell.ts";
import type { StudyFacts } from "../shared/studies/study-facts.ts";
import { studyReport } from "../shared/studies/study-report.ts";
import type { TuneResult } from "./contract.ts";

/** The page of a search: its study, with the result and its proof on top. */
export function tuneReport(
  { record, trials }: Study,
  { space, facts, result }: { space: SearchSpace; facts: StudyFacts; result: TuneResult },
): StudyDocument {
  const { headline, difference, stopped, lineage } = result;
  return studyReport(record, {
    space,
    trials,
    facts,
    headline,
    notes: [...proofOf(difference), ...lineageOf(lineage), `It ended because ${stopped.text}.`],
  });
}

/** A sentence for each part of the best trial's training, where its values changed on the way. */
function lineageOf(lineage: TuneResult["lineage"]): string[] {
  return (lineage ?? []).map(({ fromEpoch, toEpoch, changes }) => {
    const values = Object.entries(changes).map(([name, value]) => `${name} ${value}`);
    return `The best trial, epochs ${fromEpoch + 1} to ${toEpoch}: ${values.join(", ")}.`;
  });
}

function proofOf(difference: TuneResult["difference"]): string[] {
  if (difference === null) return [];
  const { effect, low, high, reason } = difference;
  return [
    `Default's less winner's dev loss on fresh seeds: ${threeDigits(effect)}, 95% interval ` +
      `${threeDigits(low)} to ${threeDigits(high)}; positive is better. ${reason}`,
  ];
}
