import { formatParts } from "../base/count-text.ts";
import { differenceText, scoreText } from "../base/score-text.ts";
import type { ReportDocument, ReportMetric, ReportStep } from "./document.ts";
import { renderEffects } from "./effect-chart.ts";
import { formatDifference } from "./format.ts";
import { html, type Markup } from "./markup.ts";
import { section } from "./section.ts";

/**
 * The section on the treatments: a picture of the effects, those that were kept in full, and the others
 * folded, round by round.
 */
export function renderTreatments(report: ReportDocument): Markup {
  const { steps } = report;
  if (steps.length === 0) return section("Treatments", "treatments", html`<p>No treatment was tried.</p>`);
  const kept = steps.filter(({ verdict }) => verdict.kept);
  return section(
    "Treatments",
    "treatments",
    html`${renderEffects(steps, report.headline.metric)}
<div class="cards">${kept.map((step) => renderStep(step, report))}</div>${renderDropped(report)}`,
  );
}

/** The treatments that were not kept, round by round. */
function renderDropped(report: ReportDocument): Markup {
  const dropped = report.steps.filter(({ verdict }) => !verdict.kept);
  const rounds = [...new Set(dropped.map(({ round }) => round))];
  const folded = rounds.map((round) => {
    const ofRound = dropped.filter((step) => step.round === round);
    return html`<details><summary>Round ${round}: ${subjectOf(ofRound)}</summary>
${ofRound.map((step) => renderStep(step, report))}</details>`;
  });
  if (rounds.length < 2) return html`${folded}`;
  return html`<details><summary>${subjectOf(dropped)}, in ${rounds.length} rounds</summary>
${folded}</details>`;
}

/** "1 treatment that helped less, 4 that did not help beyond noise". */
function subjectOf(dropped: readonly ReportStep[]): string {
  const outdone = dropped.filter(({ verdict }) => verdict.outdone).length;
  return formatParts("treatment", [
    { count: outdone, did: "that helped less than what was kept" },
    { count: dropped.length - outdone, did: "that did not help beyond noise" },
  ]);
}

/** "dev accuracy 90.1% → 96.0% (+5.9 points)". */
function changeText({ score }: ReportStep, { name, unit }: ReportMetric): string {
  if (score === null || !Number.isFinite(score.after)) return "";
  if (!Number.isFinite(score.before))
    return `dev ${name} ${scoreText(score.after, unit)}, where it diverged before`;
  const change = differenceText(score.after - score.before, unit);
  return `dev ${name} ${scoreText(score.before, unit)} → ${scoreText(score.after, unit)} (${change})`;
}

function describeEffect({ effect, low, high }: ReportStep["verdict"], effectOf: string): string {
  const size = `Effect on the ${effectOf}: ${formatDifference(effect)}`;
  if (low === high) return `${size} (positive is better; too few repeats for an interval).`;
  return `${size} (95% interval ${formatDifference(low)} to ${formatDifference(high)}; positive is better).`;
}

function renderStep(step: ReportStep, { headline: { metric }, effectOf }: ReportDocument): Markup {
  const { verdict } = step;
  const change = changeText(step, metric);
  return html`<article class="item"><h3><span
    class="badge${verdict.kept && " strong"}">${verdict.kept ? "kept" : "dropped"}</span>${step.title}</h3>
${change !== "" && html`<p><b>${change}</b></p>`}
${step.diff.length > 0 && html`<pre tabindex="0">${step.diff.join("\n")}</pre>`}
<details><summary>How it was judged</summary>
<p class="small quiet">For: ${step.finding}</p>
<p>${verdict.reason}</p>
${Number.isFinite(verdict.effect) && html`<p>${describeEffect(verdict, effectOf)}</p>`}
${renderMembers(step, metric)}</details></article>`;
}

function renderMembers({ members }: ReportStep, { name, unit }: ReportMetric): Markup {
  if (members.length === 0) return html``;
  const rows = members.map(
    ({ member, seed, before, after }) =>
      html`<tr><th scope="row">member ${member}, seed ${seed}</th><td
        class="number">${scoreText(before, unit)}</td><td class="number">${scoreText(after, unit)}</td><td
          class="number">${differenceText(after - before, unit)}</td></tr>`,
  );
  return html`<div class="scroll" tabindex="0"><table><thead><tr><td>dev ${name}</td><th scope="col"
    class="number">before</th><th scope="col" class="number">after</th><th scope="col"
      class="number">change</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}
