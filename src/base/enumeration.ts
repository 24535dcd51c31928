/**
 * Words in a row, as a sentence has them: "a", "a and b", "a, b and c".
 *
 * @param words at least one.
 * @param last what stands before the last one; "and" by default.
 */
export function enumeration(words: readonly (string | number)[], last: "and" | "or" = "and"): string {
  const end = String(words.at(-1));
  return words.length < 2 ? end : `${words.slice(0, -1).join(", ")} ${last} ${end}`;
}
