import { type Interval, mean, studentQuantile } from "./statistics.ts";

/** The interval is of so many groups of rows at most, each left out once. */
const MOST_GROUPS = 50;
/** With fewer rows than this an interval would say nothing. */
const FEWEST_ROWS = 20;

/**
 * The 95% interval of a statistic of rows, by the grouped jackknife (Efron & Tibshirani 1993, chapter 11):
 * with θ the statistic of all rows and θ₍ⱼ₎ that without the rows of group j of g,
 *
 *     SE² = (g − 1)/g · Σⱼ (θ₍ⱼ₎ − mean θ₍ⱼ₎)²,  interval = θ ± t(0.975; g − 1) · SE
 *
 * Row i belongs to group i mod g.
 *
 * @param statistic of the rows of some numbers; smooth in them, as means, shares and roots of them are.
 * @returns undefined where there are fewer than 20 rows, or the statistic is not always a number.
 */
export function jackknifeInterval(
  rows: number,
  statistic: (rows: readonly number[]) => number,
): Interval | undefined {
  if (rows < FEWEST_ROWS) return undefined;
  const groups = Math.min(MOST_GROUPS, rows);
  const all = Array.from({ length: rows }, (_, row) => row);
  const without = Array.from({ length: groups }, (_, group) =>
    statistic(all.filter((row) => row % groups !== group)),
  );
  const middle = mean(without);
  const squares = without.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  const margin = studentQuantile(0.975, groups - 1) * Math.sqrt(((groups - 1) / groups) * squares);
  const whole = statistic(all);
  return Number.isFinite(margin) ? { low: whole - margin, high: whole + margin } : undefined;
}
