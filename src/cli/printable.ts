/**
 * Text that came from a file, fit for a terminal: escapes and other control characters are shown and not
 * obeyed. Line breaks and tabs stay.
 */
export function printable(text: string): string {
  return text.replace(
    /[^\P{Cc}\n\t]/gu,
    (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
}
