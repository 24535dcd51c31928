/** Wide enough for a sentence, narrow enough for most terminals. */
const WIDTH = 100;

/**
 * Text broken at its spaces into lines of 100 characters at most, each after `indent`; a longer word stays
 * whole.
 */
export function paragraph(text: string, indent: string): string {
  const lines = [indent];
  for (const word of text.split(" ")) {
    const line = lines[lines.length - 1];
    const isFirst = line === indent;
    if (isFirst || line.length + 1 + word.length <= WIDTH)
      lines[lines.length - 1] = `${line}${isFirst ? "" : " "}${word}`;
    else lines.push(indent + word);
  }
  return lines.join("\n");
}
