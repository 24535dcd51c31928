/** The pairs of words, for 0 and 1, that make a column boolean when it holds one pair and nothing else. */
const BOOLEAN_PAIRS: readonly (readonly [string, string])[] = [
  ["false", "true"],
  ["no", "yes"],
  ["f", "t"],
];
/** More pairs that are understood in a column that was told to be boolean. */
export const TOLD_BOOLEAN_PAIRS: readonly (readonly [string, string])[] = [
  ...BOOLEAN_PAIRS,
  ["0", "1"],
  ["n", "y"],
];

/** A cell without the white space around it. */
export function trimCell(cell: string): string {
  const { length } = cell;
  if (length === 0 || (isInk(cell.charCodeAt(0)) && isInk(cell.charCodeAt(length - 1)))) return cell;
  return cell.trim();
}

/** Most characters are told from white space by their code alone; the rest are left to `trim`. */
function isInk(code: number): boolean {
  return code > 32 && code < 128;
}

/** Whether a trimmed cell means "no value": it is empty, NA or NaN, in any case. */
export function isMissingCell(cell: string): boolean {
  if (cell.length === 0) return true;
  if (cell.length > 3 || (cell.charCodeAt(0) | 32) !== 110) return false;
  const lower = cell.toLowerCase();
  return lower === "na" || lower === "nan";
}

/**
 * The number that a trimmed, present cell is: decimal digits with an optional sign, point and exponent.
 * Infinite for an infinite or too large number, NaN for anything else; "1,234" and "0x10" are not numbers.
 */
export function parseNumber(cell: string): number {
  const value = +cell;
  if (Number.isNaN(value)) return isInfinityWord(cell) ? Infinity : NaN;
  // JavaScript also reads 0x10, 0b1 and 0o7.
  return cell.length > 2 && (cell.charCodeAt(1) | 32) > 97 && /^0[xbo]/i.test(cell) ? NaN : value;
}

function isInfinityWord(cell: string): boolean {
  const code = cell.charCodeAt(0) | 32;
  // Only i, + and − can begin such a word ("+" and "−" keep or gain bit 32).
  return (code === 105 || code === 43 || code === 45) && /^[+-]?inf(inity)?$/i.test(cell);
}

/** The meaning of words in a boolean column. */
export interface BooleanReading {
  /** 0 or 1 for each distinct cell, in the order given. */
  readonly values: Uint8Array;
  readonly labels: readonly [string, string];
}

/**
 * Reads the distinct cells of a column as booleans.
 *
 * @param words the distinct present cells.
 * @param options `told`: the column was told to be boolean, so that pairs may mix and 0/1 and n/y count too.
 * @returns the reading, or the position of the first cell that is no boolean (−1 where there are no cells).
 */
export function readBooleans(words: readonly string[], options: { told: boolean }): BooleanReading | number {
  if (words.length === 0 && !options.told) return -1;
  if (!options.told) {
    const readings = BOOLEAN_PAIRS.map((pair) => readWith([pair], words));
    return readings.find((reading) => typeof reading !== "number") ?? 0;
  }
  return readWith(TOLD_BOOLEAN_PAIRS, words);
}

function readWith(
  pairs: readonly (readonly [string, string])[],
  words: readonly string[],
): BooleanReading | number {
  const values = new Uint8Array(words.length);
  const labels: [string | undefined, string | undefined] = [undefined, undefined];
  let firstPair = pairs[0];
  for (let index = 0; index < words.length; index++) {
    const lower = words[index].toLowerCase();
    const pair = pairs.find((candidate) => candidate.includes(lower));
    if (pair === undefined) return index;
    if (index === 0) firstPair = pair;
    const value = pair[1] === lower ? 1 : 0;
    values[index] = value;
    labels[value] ??= words[index];
  }
  return { values, labels: [labels[0] ?? firstPair[0], labels[1] ?? firstPair[1]] };
}
