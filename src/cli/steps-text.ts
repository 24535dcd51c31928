import type { ImproveResult, StepSummary } from "../actions/improve/contract.ts";
import { formatParts } from "../base/count-text.ts";
import { differenceText, scoreText } from "../base/score-text.ts";
import type { Looks } from "./findings-text.ts";
import { paragraph } from "./paragraph.ts";
import { printable } from "./printable.ts";
import { formatNumber } from "./text.ts";

/** The treatments that were tried: those that were kept, and how many were not; all of them when verbose. */
export function formatSteps(
  { steps, judgedBy, stopped }: Pick<ImproveResult, "steps" | "judgedBy" | "stopped">,
  looks: Looks,
): string[] {
  const { colors, page } = looks;
  const kept = steps.filter((step) => step.kept);
  const others = steps.filter((step) => !step.kept);
  const basis = judgedBy.isMetricAlone ? judgedBy.metric : `${judgedBy.loss} and the ${judgedBy.metric}`;
  const lines = page.verbose
    ? [...steps.map((step) => formatInFull(step, looks)), `  Judged by the ${basis}.`]
    : [
        ...kept.map((step) => formatKept(step, looks)),
        ...(others.length > 0 ? [formatOthers(others, kept.length)] : []),
      ];
  return [
    colors.bold("Tried"),
    ...(steps.length === 0 ? ["  No treatment was tried."] : lines),
    `  Stopped because ${stopped.text}.`,
  ];
}

/** "2 others helped less than these, 8 did not help beyond noise". */
function formatOthers(others: readonly StepSummary[], kept: number): string {
  const outdone = others.filter((step) => step.outdone).length;
  const parts = formatParts(kept === 0 ? "treatment" : "other", [
    { count: outdone, did: "helped less than these" },
    { count: others.length - outdone, did: "did not help beyond noise" },
  ]);
  return `  ${parts} (--verbose lists all).`;
}

function formatKept(step: StepSummary, { colors, page }: Looks): string {
  return paragraph(`${colors.green("+")} ${printable(step.title)}${changeOf(step)}`, "  ", page.width);
}

function formatInFull(step: StepSummary, { colors, page }: Looks): string {
  const verdict = step.kept ? colors.bold("kept") : "dropped";
  return [
    `  ${verdict}  ${printable(step.title)} (for ${step.finding})${changeOf(step)}${formatEffect(step)}`,
    paragraph(printable(step.reason), "    ", page.width),
    ...step.diff.map((line) => `    ${printable(line)}`),
  ].join("\n");
}

/** ": dev accuracy 90.1% → 96.0% (+5.9 points)". */
function changeOf({ score }: StepSummary): string {
  if (score === null || !Number.isFinite(score.after)) return "";
  const { title, unit, before, after } = score;
  if (!Number.isFinite(before)) return `: dev ${title} ${scoreText(after, unit)}, where it diverged before`;
  const change = differenceText(after - before, unit);
  return `: dev ${title} ${scoreText(before, unit)} → ${scoreText(after, unit)} (${change})`;
}

/** An effect with its interval; of one that is not finite the reason says in words what diverged. */
function formatEffect({ effect, low, high }: StepSummary): string {
  if (!Number.isFinite(effect)) return "";
  return `, effect ${formatNumber(effect)} [${formatNumber(low)}, ${formatNumber(high)}]`;
}

/** The recipes that the model weighs together, with their shares; nothing where it is one's alone. */
export function formatBlend({ blend }: Pick<ImproveResult, "blend">, { colors, page }: Looks): string[] {
  if (blend === null) return [];
  const parts = blend.parts.map(({ title, weight, networks }) => {
    const share = `${(100 * weight).toFixed(0)}%`.padStart(4);
    return paragraph(`${share}  ${printable(title)}, ${networks} networks`, "  ", page.width);
  });
  return ["", colors.bold("Model: a weighted mean, chosen on dev rows"), ...parts];
}
