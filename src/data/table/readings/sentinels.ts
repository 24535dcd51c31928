import { quantileOf } from "../describe-numbers.ts";
import type { ReadingRemark } from "./reading-remark.ts";

/** A value that stands for a missing one comes in at least this share of the cells, and so often. */
const FEWEST_SHARE = 0.01;
const FEWEST_CELLS = 3;
/** Spreads (third minus first quartile of the others) that lie between it and the others' quartiles. */
const FAR = 3;
/** The same for a value that is not usual as such a mark. */
const VERY_FAR = 10;
/** Of the range of the others, how much lies between them and a value that is not usual as a mark. */
const APART = 1;

/**
 * A value that may stand for a missing one, such as −999: the smallest or the largest of a column, far from
 * all others, and often.
 */
export function sentinelsOf(values: Float64Array): Extract<ReadingRemark, { kind: "sentinel" }>[] {
  let [least, most, present] = [Infinity, -Infinity, 0];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
    if (!Number.isNaN(value)) present++;
  }
  if (!(least < most)) return [];
  return [least, most].flatMap((value) => {
    let cells = 0;
    for (const other of values) if (other === value) cells++;
    if (cells < FEWEST_CELLS || cells < FEWEST_SHARE * present || cells > present / 2) return [];
    return isFar(value, values) ? [{ kind: "sentinel" as const, value, cells }] : [];
  });
}

function isFar(value: number, values: Float64Array): boolean {
  const others = values.filter((other) => !Number.isNaN(other) && other !== value);
  const [first, third] = [quantileOf(others, 0.25), quantileOf(others, 0.75)];
  const spread = third - first;
  if (!(spread > 0)) return false;
  const [least, most] = [quantileOf(others, 0), quantileOf(others, 1)];
  const [nearest, quartile] = value < first ? [least, first] : [most, third];
  const [toNearest, toQuartile] = [Math.abs(value - nearest), Math.abs(value - quartile)];
  if (isUsualMark(value)) return toQuartile >= FAR * spread && toNearest >= spread;
  return toQuartile >= VERY_FAR * spread && toNearest >= APART * (most - least);
}

/** −1, and all nines. */
function isUsualMark(value: number): boolean {
  return value === -1 || /^-?9{2,}$/.test(String(value));
}
