/**
 * Whether a name fits a pattern in which * stands for any text, of any length; all other characters for
 * themselves.
 *
 * @example
 * matchesGlob("conv1.weight", "conv*.weight"); // true
 */
export function matchesGlob(name: string, pattern: string): boolean {
  const [first, ...rest] = pattern.split("*");
  if (rest.length === 0) return name === pattern;
  const last = rest.pop()!;
  if (!name.startsWith(first)) return false;
  // Taking each part where it comes first leaves the most for those after it.
  let from = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return name.length - last.length >= from && name.endsWith(last);
}
