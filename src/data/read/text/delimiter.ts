/** Stands for runs of blanks and tabs between cells. */
export const BLANKS = " ";
/** In the order of preference where several divide a line alike. */
const DELIMITERS = [",", ";", "\t", "|"] as const;
/** Lines from which the delimiter is told, at most. */
const SAMPLE_LINES = 100;
/** A delimiter divides a file when so large a share of its lines have the usual number of cells. */
const AGREEING_SHARE = 0.5;

/**
 * The delimiter of the cells of a text: whichever of comma, semicolon, tab and bar comes most often in its
 * first line outside quotes, where other lines agree; else, as below a title, the one that divides most lines
 * alike. `BLANKS` where none does and blanks divide all lines alike into columns of which one holds numbers.
 * Of several equally common ones, and where there is none, the comma.
 *
 * @param text the beginning of a file; its last line may be cut off.
 */
export function detectDelimiter(text: string): string {
  const lines = sampleLines(text);
  if (lines.length === 0) return ",";
  const first = mostCommon(lines[0]);
  const widths = lines.map((line) => cellCount(line, first));
  const [own, ...others] = widths;
  const agreeing = others.filter((width) => width === own).length;
  if (own > 1 && (others.length === 0 || agreeing >= AGREEING_SHARE * others.length))
    return first === "\t" && isAligned(lines) ? BLANKS : first;
  const best = bestDivider(lines);
  if (best !== undefined) return best;
  return own === 1 && isBlankSeparated(lines) ? BLANKS : isAligned(lines) ? BLANKS : first;
}

/** The function that divides a line without quoted cells; where blanks divide, also one with quotes. */
export function splitterAt(delimiter: string): (line: string) => string[] {
  return delimiter === BLANKS ? splitAtBlanks : (line) => line.split(delimiter);
}

/** The cells of a line that runs of blanks divide; quotes keep blanks within a cell. */
function splitAtBlanks(line: string): string[] {
  if (!line.includes('"')) return line.trim().split(/\s+/);
  const cells = line.match(/"(?:[^"]|"")*"|\S+/g) ?? [""];
  return cells.map((cell) =>
    cell.length > 1 && cell.startsWith('"') && cell.endsWith('"')
      ? cell.slice(1, -1).replaceAll('""', '"')
      : cell,
  );
}

/** How long the lines at the beginning of a text are that are blank or begin with #. */
export function leadingComments(text: string): number {
  return /^\uFEFF?(?:[ \t]*(?:#.*)?\r?\n)*/.exec(text)![0].length;
}

/** Lines with something on them, without comments and without a last one that may be cut off. */
function sampleLines(text: string): string[] {
  const lines: string[] = [];
  let begin = text.startsWith("\uFEFF") ? 1 : 0;
  while (begin < text.length && lines.length < SAMPLE_LINES) {
    const end = lineEnd(text, begin);
    const line = text.slice(begin, end);
    const isWhole = end < text.length || lines.length === 0;
    if (isWhole && line.trim() !== "" && !line.trimStart().startsWith("#")) lines.push(line);
    begin = end + 1;
  }
  if (lines.length > 0 || text.trim() === "") return lines;
  // Comments alone: one of them may be the header.
  return text.includes("#")
    ? text
        .split(/[\r\n]+/)
        .filter((line) => line.trim() !== "")
        .slice(-1)
    : [];
}

/** Where the line that begins at a place ends, outside quotes. */
function lineEnd(text: string, begin: number): number {
  let quoted = false;
  for (let at = begin; at < text.length; at++) {
    const character = text[at];
    if (character === '"') quoted = !quoted;
    else if (!quoted && (character === "\n" || character === "\r")) return at;
  }
  return text.length;
}

/** The delimiter that comes most often in a line; commas within numbers count where there are others. */
function mostCommon(line: string): string {
  const counts = new Map(DELIMITERS.map((delimiter) => [delimiter, cellCount(line, delimiter)]));
  const others = DELIMITERS.filter((delimiter) => delimiter !== "," && counts.get(delimiter)! > 1);
  if (others.length > 0 && !/,(?!\d)|(?<!\d),/.test(unquoted(line))) counts.set(",", 1);
  return DELIMITERS.reduce((best, delimiter) =>
    counts.get(delimiter)! > counts.get(best)! ? delimiter : best,
  );
}

function unquoted(line: string): string {
  return line.includes('"') ? line.replace(/"[^"]*"/g, "") : line;
}

function cellCount(line: string, delimiter: string): number {
  const text = unquoted(line);
  let count = 1;
  for (let at = text.indexOf(delimiter); at >= 0; at = text.indexOf(delimiter, at + 1)) count++;
  return count;
}

/** The delimiter that divides most lines into an equal number of cells, above one. */
function bestDivider(lines: readonly string[]): string | undefined {
  let [best, most]: [string | undefined, number] = [undefined, AGREEING_SHARE * lines.length];
  for (const delimiter of DELIMITERS) {
    const agreeing = agreement(
      lines.map((line) => (mostCommon(line) === delimiter ? cellCount(line, delimiter) : 1)),
    );
    if (agreeing > most) [best, most] = [delimiter, agreeing];
  }
  return best;
}

/** How many lines have the usual number of cells, of those that have several. */
function agreement(widths: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const width of widths) if (width > 1) counts.set(width, (counts.get(width) ?? 0) + 1);
  return [...counts.values()].reduce((most, count) => Math.max(most, count), 0);
}

/** Whether blanks divide all lines into as many cells, and one column below the first line holds numbers. */
function isBlankSeparated(lines: readonly string[]): boolean {
  const rows = lines.map(splitAtBlanks);
  const width = rows[0].length;
  if (width < 2 || rows.length < 2 || rows.some((row) => row.length !== width)) return false;
  return rows[0].some((_, index) =>
    rows.slice(1).every((row) => /^[-+]?[\d.,]+(?:e[-+]?\d+)?$/i.test(row[index])),
  );
}

/** Whether cells are aligned by runs of several blanks. */
function isAligned(lines: readonly string[]): boolean {
  return isBlankSeparated(lines) && lines.filter((line) => /\S {2,}\S/.test(line)).length * 2 > lines.length;
}
