import type { FindingDefinition } from "../finding.ts";
import { number } from "../number-text.ts";

/** Inputs in which one value, far from all others, seems to stand for missing ones. */
export const sentinelValues: FindingDefinition<["recipe", "inputs"]> = {
  id: "sentinel-values",
  title: "A number stands for missing values",
  subject: "data",
  help: "A value such as −999 that means that nothing is known is read as a size, and spoils the scale.",
  thresholds: {},
  causes: [],
  needs: ["recipe", "inputs"],
  treatments: ["read-as-missing"],
  detect({ inputs }) {
    const found = inputs.filter(({ sentinel }) => sentinel !== undefined);
    if (found.length === 0) return undefined;
    const [first] = found;
    const more = found.length === 1 ? "" : `, and ${found.length - 1} more inputs have such values`;
    return {
      severity: "warning",
      summary:
        `"${first.name}" has the value ${number(first.sentinel!.value)} in ${first.sentinel!.cells} of the ` +
        `training rows, far from all others${more}.`,
      evidence: found.slice(0, 8).map(({ name, sentinel }) => ({
        label: `training rows in which "${name}" is ${number(sentinel!.value)}`,
        value: sentinel!.cells,
      })),
      treatments: sentinelValues.treatments,
    };
  },
};
