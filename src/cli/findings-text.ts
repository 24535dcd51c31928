import type { TreatedFindingSummary } from "../actions/improve/contract.ts";
import type { FindingSummary } from "../actions/shared/summaries.ts";
import type { Output, Page } from "./output.ts";
import { paragraph } from "./paragraph.ts";
import { printable } from "./printable.ts";

/** How text is coloured and laid out. */
export interface Looks {
  readonly colors: Output["colors"];
  readonly page: Page;
}

/** How a finding stands after the treatment, in a word. */
const STATES: Readonly<Record<TreatedFindingSummary["state"], string>> = {
  cured: "cured",
  remains: "remains",
  new: "came with the treatment",
  unjudged: "not judged again",
};

/** Findings, worst first as they come, each with the treatments that fit. */
export function formatFindings(findings: readonly FindingSummary[], looks: Looks): string {
  if (findings.length === 0) return "Nothing found that needs treatment.";
  return findings
    .map((finding) =>
      [
        `  ${headOf(finding, { findings, looks })} (${finding.severity}, ${finding.id})`,
        said(finding.summary, looks),
        ...finding.treatments.map((treatment) => treatmentLine(treatment, looks)),
      ].join("\n"),
    )
    .join("\n");
}

/**
 * Findings as they stand after the treatment: cured, remaining, or new. Of those that remain the advice is
 * told, since their other treatments were tried.
 */
export function formatTreatedFindings(findings: readonly TreatedFindingSummary[], looks: Looks): string {
  if (findings.length === 0) return "  Nothing found that needs treatment.";
  return findings.map((finding) => formatTreated(finding, { findings, looks })).join("\n");
}

function formatTreated(
  finding: TreatedFindingSummary,
  context: { findings: readonly FindingSummary[]; looks: Looks },
): string {
  const { looks } = context;
  const { colors, page } = looks;
  const { state, severity, id, treatments } = finding;
  const isOver = state === "cured";
  const label = (isOver ? colors.green : colors.yellow)(`[${STATES[state]}]`);
  const rank = page.verbose ? `${severity}, ${id}` : severity;
  const told = treatments.filter(({ advice }) => page.verbose || (!isOver && advice !== undefined));
  return [
    `  ${label} ${headOf(finding, context)} (${rank})`,
    said(isOver ? `It was: ${finding.summary}` : finding.summary, looks),
    ...told.map((treatment) => treatmentLine(treatment, looks)),
  ].join("\n");
}

/** The title, with the finding that brought it about where that is told too. */
function headOf(
  { title, causedBy }: FindingSummary,
  { findings, looks }: { findings: readonly FindingSummary[]; looks: Looks },
): string {
  const cause = findings.find(({ id }) => id === causedBy);
  const because = cause === undefined ? "" : ` because of ${looks.colors.bold(`"${cause.title}"`)}`;
  return `${looks.colors.bold(title)}${because}`;
}

function said(text: string, { page }: Looks): string {
  return paragraph(printable(text), "    ", page.width);
}

function treatmentLine({ title, advice }: FindingSummary["treatments"][number], { page }: Looks): string {
  const text = printable(`- ${title}${advice ? `: ${advice}` : ""}`);
  return paragraph(text, "      ", page.width);
}
