import type { CountedWords } from "../cells/choose-reading.ts";
import type { ReadingRemark } from "./reading-remark.ts";

/** Integers with more digits are no exact numbers everywhere, and name something. */
const MOST_DIGITS = 15;
/** Cells of digits alone make codes where they are at least this share of a column. */
const DIGITS_SHARE = 0.8;
/** So many of the cells begin with a zero, or are too long, where that is no slip of the hand. */
const MARKED_SHARE = 0.01;

/**
 * Digits that are codes and no numbers, such as postal codes: some begin with a zero, or have more than 15
 * digits, and none has a sign, a point or a decimal.
 *
 * @param column its present cells.
 * @returns why, and one that shows it; undefined for what are no codes.
 */
export function codesOf({
  words,
  counts,
}: CountedWords): Pick<Extract<ReadingRemark, { kind: "codes" }>, "why" | "example"> | undefined {
  const tally = { total: 0, digits: 0, zeros: 0, long: 0 };
  const lengths = new Set<number>();
  let [zeroed, long] = ["", ""];
  for (let place = 0; place < words.length; place++) {
    const [word, count] = [words[place], counts[place]];
    tally.total += count;
    // One number that is none in digits alone shows that the others are numbers too.
    if (!/^\d+$/.test(word)) {
      if (word.length > 0 && Number.isFinite(Number(word))) return undefined;
      continue;
    }
    lengths.add(word.length);
    tally.digits += count;
    if (word.length > MOST_DIGITS) [tally.long, long] = [tally.long + count, word];
    if (word.length > 1 && word.startsWith("0")) [tally.zeros, zeroed] = [tally.zeros + count, word];
  }
  if (tally.digits === 0 || tally.digits < DIGITS_SHARE * tally.total) return undefined;
  const isMarked = (cells: number) =>
    cells > 0 && (lengths.size === 1 || cells >= MARKED_SHARE * tally.digits);
  if (isMarked(tally.zeros)) return { why: "leadingZeros", example: zeroed };
  return isMarked(tally.long) ? { why: "manyDigits", example: long } : undefined;
}
