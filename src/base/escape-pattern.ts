/** A text as the part of a regular expression that stands for it, also within brackets where no hyphen is. */
export function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
