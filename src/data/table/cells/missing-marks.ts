/** Spellings of a missing cell, in small letters, that stand for no word of any table. */
const CERTAIN_MARKS: ReadonlySet<string> = new Set([
  ...["na", "nan", "n/a", "n.a.", "n.a", "#n/a", "#na", "#n/a n/a", "<na>", "-nan", "1.#qnan", "-1.#ind"],
  ...["null", "(null)", "<null>", "\\n", "nil", "undefined", "nat", "(blank)", "(empty)", "(missing)"],
  ...["#value!", "#ref!", "#div/0!", "#num!", "#name?", "#null!"],
]);
/** Words that mean a missing cell among numbers; among words they may be a value. */
const WORD_MARKS: ReadonlySet<string> = new Set([
  ...[
    "none",
    "unknown",
    "unk",
    "missing",
    "not available",
    "not applicable",
    "not known",
    "no data",
    "blank",
  ],
  ...["empty", "tbd", "tba", "nd", "n.d.", "k.a.", "k. a.", "keine angabe", "unbekannt", "s/d", "inconnu"],
]);
/** Signs alone; the digits of a number are never among them. */
const SIGNS_ALONE = /^[-–—−_.…?*/#~]{1,5}$/;

/** Grades such as * and ***, which mean "no value" only where all are alike. */
const GRADE = /^(?:\*{1,5}|#{1,5})$/;

/** Whether the words of a column are nothing but grades written in signs, such as *, ** and ***. */
export function areGrades(words: readonly string[]): boolean {
  return words.length > 1 && words.every((word) => GRADE.test(word) && word[0] === words[0][0]);
}

/** Whether a trimmed cell means "no value" where all others are numbers, dates or the like. */
export function isMissingMark(cell: string): boolean {
  if (cell.length === 0) return true;
  if (cell.length > 20) return false;
  const lower = cell.toLowerCase();
  return CERTAIN_MARKS.has(lower) || WORD_MARKS.has(lower) || SIGNS_ALONE.test(cell);
}

/**
 * The words of a column of words that mean "no value": spellings that are no word, such as n/a, and signs
 * alone such as "?". Signs are values where others are signs too ("+" and "-"), or where a single word would
 * be left.
 */
export function marksAmongWords(words: readonly string[]): string[] {
  const certain = words.filter((word) => CERTAIN_MARKS.has(word.toLowerCase()));
  const signs = words.filter((word) => SIGNS_ALONE.test(word));
  const left = words.length - certain.length - signs.length;
  const isSignColumn = words.some((word) => !SIGNS_ALONE.test(word) && !/[\p{L}\p{N}]/u.test(word));
  return signs.length > 0 && left > 1 && !isSignColumn ? [...certain, ...signs] : certain;
}
