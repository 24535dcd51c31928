import { TrainwellError } from "../base/errors.ts";
import { type JudgedTarget, measureOf } from "./judged-target.ts";

/**
 * Refuses a reachable error that no share of rows or labels can be.
 *
 * @throws TrainwellError `human-error-range` for one above 1 where errors are shares.
 */
export function checkHumanError(target: JudgedTarget, humanError: number | null | undefined): void {
  if (humanError === null || humanError === undefined || humanError <= 1) return;
  const { unit, title } = measureOf(target);
  if (unit !== "share") return;
  const percent = humanError <= 100;
  throw new TrainwellError({
    kind: "usage",
    code: "human-error-range",
    message:
      `Expected a reachable error (--human-error) from 0 to 1, since ${title} is a share, ` +
      `received ${humanError}.`,
    details: { humanError },
    hint: percent
      ? `Give ${Number((humanError / 100).toPrecision(6))} or ${humanError}% for ${humanError}%.`
      : "Give a share such as 0.05, or a percentage such as 5%.",
  });
}
