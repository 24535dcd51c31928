import { stripVTControlCharacters } from "node:util";

/** Wide enough for a sentence, narrow enough for most windows. */
export const WIDTH = 100;

/**
 * Text broken at its spaces into lines of `width` characters at most (100 by default), each after `indent`; a
 * longer word stays whole. Colours take no room.
 */
export function paragraph(text: string, indent: string, width = WIDTH): string {
  const lines = [indent];
  const length = (part: string) => stripVTControlCharacters(part).length;
  for (const word of text.split(" ")) {
    const line = lines[lines.length - 1];
    const isFirst = line === indent;
    if (isFirst || length(line) + 1 + length(word) <= width)
      lines[lines.length - 1] = `${line}${isFirst ? "" : " "}${word}`;
    else lines.push(indent + word);
  }
  return lines.join("\n");
}
