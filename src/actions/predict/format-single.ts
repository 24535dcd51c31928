/** Nine significant digits tell any two float32 numbers apart. */
const MOST_DIGITS = 9;

/**
 * A float32 number in the fewest digits, at least six, that read back as the same float32; in full they would
 * be noise.
 */
export function formatSingle(value: number): string {
  for (let digits = 6; digits < MOST_DIGITS; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(MOST_DIGITS)));
}
