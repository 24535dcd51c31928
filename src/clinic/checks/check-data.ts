import type { Finding } from "../finding.ts";
import type { CheckDefinition, CheckedData, CheckResult, DataPart } from "./check.ts";
import { CHECKS } from "./index.ts";

/**
 * Looks for all faults that a table has before anything is trained on it, as findings: leaks of the target
 * first. Between checks the thread is given back, so that nobody waits for it long.
 *
 * @example
 * const findings = await checkData({ table, target, split });
 */
export async function checkData(data: CheckedData): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const check of CHECKS) {
    const result = resultOf(check, data);
    if (result) findings.push(findingOf(check, result));
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return findings;
}

/** The answer of a check; undefined where the data lack a part that it needs, or do not have its fault. */
export function resultOf(check: CheckDefinition, data: CheckedData): CheckResult | undefined {
  if (check.needs.some((part: DataPart) => data[part] === undefined)) return undefined;
  // Nothing that the check needs is missing, which is what its `look` is typed for.
  return check.look(data as Parameters<typeof check.look>[0]);
}

function findingOf({ id, title, help, cure }: CheckDefinition, result: CheckResult): Finding {
  const { advice, ...rest } = result;
  const treatment = { ...cure, reason: help, advice, comparison: "never" as const };
  return { id, title, subject: "data", ...rest, treatments: [treatment] };
}
