// The reference of findings and treatments, from their definitions.
import { table } from "./markdown.js";

/**
 * @param {readonly import("../../src/clinic/finding.ts").FindingDefinition[]} findings
 * @param {readonly import("../../src/clinic/treatments/treatment.ts").TreatmentDefinition[]} treatments
 * @returns {string} markdown
 */
export function findingsMarkdown(findings, treatments) {
  const titles = new Map([...findings, ...treatments].map(({ id, title }) => [id, title]));
  return [
    "# Findings and treatments",
    "All that a [diagnosis](../guide/diagnosing.md) may find, causes before what they bring about, and all " +
      "that may be done about it.",
    ...findings.map((finding) => findingSection(finding, titles)),
    "## Treatments",
    "A finding names the treatments that fit it; what one does to a recipe follows from the recipe.",
    table(
      ["treatment", "id", "what it should change", "from"],
      treatments.map(({ title, id, expect, source }) => [title, `\`${id}\``, expect, source]),
    ),
  ].join("\n\n");
}

function findingSection({ id, title, subject, help, thresholds, causes, needs, treatments }, titles) {
  const rows = Object.entries(thresholds).map(([name, { value, source }]) => [
    `\`${name}\``,
    String(value),
    source,
  ]);
  const named = (ids) => ids.map((one) => `“${titles.get(one)}”`).join(", ");
  const items = [
    ["Needs, of the evidence", needs.map((part) => `\`${part}\``).join(", ")],
    ["May be brought about by", named(causes)],
    ["Treatments", named(treatments)],
  ].filter(([, text]) => text !== "");
  return [
    `## ${title}`,
    `\`${id}\`, about the ${subject}. ${help}`,
    ...(rows.length === 0 ? [] : [table(["threshold", "value", "from"], rows)]),
    items.map(([label, text]) => `- ${label}: ${text}`).join("\n"),
  ].join("\n\n");
}
