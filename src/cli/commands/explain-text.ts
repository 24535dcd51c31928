import type {
  Explained,
  ExplainedCheck,
  ExplainedConcept,
  ExplainedFinding,
  ExplainedPath,
  ExplainedTreatment,
  ExplainResult,
} from "../../actions/explain/contract.ts";
import { type OptionRow, optionRow, optionRows } from "../../recipe/option-rows.ts";
import { innerOptions, type KindReference } from "../../recipe/recipe-reference.ts";
import { paragraph } from "../paragraph.ts";

type Style = (text: string) => string;

/** The text that `trainwell explain` prints, with names in `bold`. */
export function explainText({ query, entries, concepts }: ExplainResult, bold: Style): string {
  if (query === null)
    return [...concepts.map((concept) => describeConcept(concept, bold)), CLOSING].join("\n\n");
  return entries.map((entry) => describeEntry(entry, bold)).join("\n\n");
}

const CLOSING = "trainwell explain NAME says more, also of a path such as training.batchSize or adam.beta1.";

const PLURALS: Readonly<Record<string, string>> = { loss: "losses" };

function describeConcept({ concept, entries }: ExplainedConcept, bold: Style): string {
  const names = entries.map(({ name }) => name).join(", ");
  return [bold(PLURALS[concept] ?? `${concept}s`), paragraph(names, "  ")].join("\n");
}

function describeEntry(entry: Explained, bold: Style): string {
  switch (entry.concept) {
    case "check":
      return describeCheck(entry, bold);
    case "finding":
      return describeFinding(entry, bold);
    case "treatment":
      return describeTreatment(entry, bold);
    case "section":
    case "option":
      return describeOption(entry, bold);
    default:
      return describeKind(entry, bold);
  }
}

function describeKind(entry: KindReference, bold: Style): string {
  const { kind, concept, title, help, paper, explanation, options } = entry;
  return [
    `${bold(kind)} (${concept}): ${title}`,
    paragraph(help, "  "),
    ...(explanation
      ? [
          paragraph(explanation.equation, "    "),
          labelled("When", explanation.use),
          labelled("Pitfalls", explanation.pitfalls),
        ]
      : []),
    ...(paper === undefined ? [] : [labelled("Paper", paper)]),
    ...optionLines(optionRows(options), bold),
  ].join("\n");
}

function describeOption({ path, option }: ExplainedPath, bold: Style): string {
  const row = optionRow(option, path);
  const isSection = option.options !== undefined;
  const inner = option.facts?.type === undefined ? optionRows(innerOptions(option), `${path}.`) : [];
  return [
    `${bold(path)}${isSection ? "" : `: ${traits(row)}`}`,
    ...(row.help === "" ? [] : [paragraph(row.help, "  ")]),
    ...(option.facts?.paper === undefined ? [] : [labelled("Paper", option.facts.paper)]),
    ...optionLines(inner, bold),
  ].join("\n");
}

/** The options one below the other, because their helps are too long for columns. */
function optionLines(rows: readonly OptionRow[], bold: Style): string[] {
  if (rows.length === 0) return [];
  const lines = rows.flatMap((row) => [
    paragraph(`${row.name}: ${traits(row)}`, "    ").replace(row.name, bold(row.name)),
    ...(row.help === "" ? [] : [paragraph(row.help, "      ")]),
  ]);
  return ["  Options (★ often pays to search for):", ...lines];
}

/** "number, default 0.5, ≥ 0, < 1; search 0 to 0.5". */
function traits({ type, limits, search, unit, ...row }: OptionRow): string {
  const isRequired = row.default === "required";
  const usual = row.default === "" ? [] : [isRequired ? "required" : `default ${row.default}`];
  const told = [type, ...usual, ...(limits === "" ? [] : [limits]), ...(unit === "" ? [] : [`in ${unit}`])];
  return told.join(", ") + (search === "" ? "" : `; search ${search}`);
}

function describeFinding(entry: ExplainedFinding, bold: Style): string {
  const { id, title, help, thresholds, causes, treatments } = entry;
  return [
    `${bold(id)} (finding): ${title}`,
    paragraph(help, "  "),
    ...thresholdLines(thresholds),
    ...(causes.length === 0 ? [] : [labelled("Causes", causes.join(", "))]),
    labelled("Treatments", treatments.join(", ")),
  ].join("\n");
}

function describeCheck({ id, title, help, thresholds, cure }: ExplainedCheck, bold: Style): string {
  return [
    `${bold(id)} (check of the data): ${title}`,
    paragraph(help, "  "),
    ...thresholdLines(thresholds),
    labelled("Cure", `${cure.title} (${cure.source})`),
  ].join("\n");
}

function thresholdLines(thresholds: ExplainedFinding["thresholds"]): string[] {
  const limits = Object.entries(thresholds).map(([name, { value, source }]) =>
    paragraph(`${name} ${value}: ${source}`, "    "),
  );
  return limits.length === 0 ? [] : ["  Thresholds:", ...limits];
}

function describeTreatment(entry: ExplainedTreatment, bold: Style): string {
  const { id, title, expect, source, findings } = entry;
  return [
    `${bold(id)} (treatment): ${title}`,
    labelled("Expected", expect),
    labelled("Source", source),
    ...(findings.length === 0 ? [] : [labelled("For the findings", findings.join(", "))]),
  ].join("\n");
}

function labelled(label: string, text: string): string {
  return paragraph(`${label}: ${text}`, "  ");
}
