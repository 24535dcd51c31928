// The reference of findings and treatments, from their definitions.
import { table } from "./markdown.js";

/**
 * @param {readonly import("../../src/clinic/finding.ts").FindingDefinition[]} findings
 * @param {readonly import("../../src/clinic/treatments/treatment.ts").TreatmentDefinition[]} treatments
 * @returns {string} markdown
 */
export function findingsMarkdown(findings, treatments) {
  const titles = new Map(findings.map(({ id, title }) => [id, title]));
  return [
    "# Findings and treatments",
    "All that a [diagnosis](../guide/diagnosing.md) may find, causes before what they bring about, and all that may be done about it.",
    ...findings.map((finding) => findingSection(finding, titles)),
    "## Treatments",
    "A finding names the treatments that fit it; what one does to a recipe follows from the recipe.",
    table(
      ["treatment", "id", "what it should change", "from"],
      treatments.map(({ title, id, expect, source }) => [title, `\`${id}\``, expect, source]),
    ),
  ].join("\n\n");
}

function findingSection({ id, title, subject, help, thresholds, causes }, titles) {
  const rows = Object.entries(thresholds).map(([name, { value, source }]) => [
    `\`${name}\``,
    String(value),
    source,
  ]);
  const explained = causes.map((cause) => `“${titles.get(cause)}”`).join(", ");
  return [
    `## ${title}`,
    `\`${id}\`, about the ${subject}. ${help}`,
    ...(rows.length === 0 ? [] : [table(["threshold", "value", "from"], rows)]),
    ...(explained === "" ? [] : [`May be brought about by ${explained}.`]),
  ].join("\n\n");
}
