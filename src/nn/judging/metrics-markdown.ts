import { METRICS } from "./chosen-metric.ts";
import type { MetricDefinition } from "./metric-definition.ts";

const TITLES = { classes: "Of classes", labels: "Of several labels", values: "Of numbers" } as const;

/** The metrics that can be chosen, as tables for the guide: name, equation, direction and source. */
export function metricsMarkdown(): string {
  const tables = Object.entries(METRICS).map(([kind, metrics]) => {
    const rows = (metrics as readonly MetricDefinition[]).map(rowOf);
    return [
      `### ${TITLES[kind as keyof typeof TITLES]}`,
      "",
      "| `--metric` | what it is | better | source |",
      "|---|---|---|---|",
      ...rows,
      "",
    ].join("\n");
  });
  return tables.join("\n").trimEnd();
}

function rowOf({
  name,
  aliases = [],
  title,
  equation,
  perClass,
  higherIsBetter,
  source,
}: MetricDefinition): string {
  const names = [name, ...aliases].map((each) => `\`${each}\``).join(", ");
  const ofOne = perClass ? `, \`${name}:CLASS\`` : "";
  const what = `${title}: ${equation}`.replaceAll("|", "\\|");
  return `| ${names}${ofOne} | ${what} | ${higherIsBetter ? "higher" : "lower"} | ${source} |`;
}
