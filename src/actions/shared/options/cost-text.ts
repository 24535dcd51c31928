import { TrainwellError } from "../../../base/errors.ts";
import type { CostSource } from "../../../lab/prepare/read-costs.ts";
import type { ErrorCost } from "../../../nn/judging/costs.ts";

/**
 * Collects `--cost`: kinds of errors with their costs, "no:yes=1,yes:no=10", or the path of a CSV or JSON
 * file.
 *
 * @throws TrainwellError `unreadable-option`.
 */
export function collectCosts(text: string, previous: CostSource): CostSource {
  if (/\.(csv|json)$/i.test(text)) return text;
  return [...(typeof previous === "string" ? [] : previous), ...text.split(",").map(costOf)];
}

function costOf(part: string): ErrorCost {
  const match = /^\s*([^:]+):(.+)=([^=]+)$/.exec(part);
  const cost = Number(match?.[3]);
  if (match && match[3].trim() !== "" && Number.isFinite(cost) && cost >= 0)
    return { actual: match[1].trim(), predicted: match[2].trim(), cost };
  throw new TrainwellError({
    kind: "usage",
    code: "unreadable-option",
    message: `Expected ACTUAL:PREDICTED=COST with a cost of at least 0, received "${part}".`,
    hint: 'For example: --cost "no:yes=1,yes:no=10", or the path of a CSV or JSON file.',
  });
}
