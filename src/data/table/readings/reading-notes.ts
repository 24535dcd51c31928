import { enumeration } from "../../../base/enumeration.ts";
import type { NumberReading } from "../cells/number-reading.ts";
import { hasDate } from "../dates/date-words.ts";
import { listed } from "../table.ts";
import type { ColumnRemark, ReadingRemark } from "./reading-remark.ts";

type NumbersRemark = Extract<ReadingRemark, { kind: "numbers" }>;
type DatesRemark = Extract<ReadingRemark, { kind: "dates" }>;
type GapsRemark = Extract<ReadingRemark, { kind: "gaps" }>;

/** Marks of missing cells that a note names, at most. */
const MARKS_SHOWN = 12;

/**
 * Remarks on columns as sentences: columns of which the same is to be said share one, so that a wide table
 * has few notes.
 */
export function readingNotes(remarks: readonly ColumnRemark[]): string[] {
  const groups = new Map<string, ColumnRemark[]>();
  for (const remark of remarks) {
    const key = groupKey(remark);
    groups.set(key, [...(groups.get(key) ?? []), remark]);
  }
  return [...groups.values()].map(noteOn);
}

function groupKey(remark: ColumnRemark): string {
  if (remark.kind === "numbers") return JSON.stringify([remark.kind, remark.reading, remark.isAmbiguous]);
  if (remark.kind === "dates") return JSON.stringify([remark.kind, remark.reading, remark.other]);
  if (remark.kind === "gaps")
    return JSON.stringify([remark.kind, remark.among, remark.marks.map(({ mark }) => mark).sort()]);
  if (remark.kind === "spellings") return JSON.stringify([remark.kind, remark.words, remark.labels]);
  if (remark.kind === "codes") return JSON.stringify([remark.kind, remark.why]);
  if (remark.kind === "datesInWords") return JSON.stringify([remark.kind, remark.why, remark.examples]);
  if (remark.kind === "sentinel") return JSON.stringify([remark.kind, remark.value]);
  return remark.kind;
}

function noteOn(group: readonly ColumnRemark[]): string {
  const [first] = group;
  const columns = `${group.length === 1 ? "Column" : "Columns"} ${listed(group.map(({ column }) => column))}`;
  const [is, has] = group.length === 1 ? ["is", "has"] : ["are", "have"];
  const total = group.reduce((sum, remark) => sum + ("cells" in remark ? remark.cells : 0), 0);
  switch (first.kind) {
    case "numbers":
      return `${columns} ${is} read as numbers${numbersNote(group as never)}`;
    case "dates":
      return `${columns} ${is} read as ${datesNote(group as never, { column: first.column })}`;
    case "dateDigits":
      return (
        `${columns} ${is} read as numbers; if they are dates, such as ${first.example.value} for ` +
        `${first.example.cell}, say --type ${argument(`${first.column}=date`)}.`
      );
    case "gaps":
      return `${columns} ${has} ${gapsNote(group as never, { column: first.column })}`;
    case "codes":
      return `${columns} ${is} read as words: ${codesNote(first)}`;
    case "spellings":
      return (
        `${columns} ${is} read as ${listed(first.labels)}, whatever the capital letters ` +
        `(${listed(first.words)}); to keep them apart: --type ${argument(`${first.column}=category`)}.`
      );
    case "units":
      return (
        `${columns} ${is} read as words, for numbers in several units cannot be compared ` +
        `(${first.examples.map((cell) => `"${cell}"`).join(", ")}); write all in one unit.`
      );
    case "datesInWords":
      return `${columns} ${is} read as words, for ${datesInWordsNote(first)}`;
    case "sentinel":
      return (
        `${columns} ${has} the value ${first.value} in ${cellCount(total)}, far from all others; if it ` +
        `means that the value is missing, say --missing "${first.value}".`
      );
  }
}

function datesInWordsNote({
  why,
  examples,
  column,
}: Extract<ColumnRemark, { kind: "datesInWords" }>): string {
  const shown = examples.map((cell) => `"${cell}"`).join(", ");
  if (why === "spellings") return `dates are written in several ways (${shown}); write all in one.`;
  return (
    `many dates are of years before 1600 or after 2300 (such as ${shown}); if such a date means that the ` +
    `value is missing, say --missing, or else --type ${argument(`${column}=date`)}.`
  );
}

function codesNote({ why, example, column }: Extract<ColumnRemark, { kind: "codes" }>): string {
  const what = why === "leadingZeros" ? "digits that begin with 0" : "integers of more than 15 digits";
  const way = argument(`${column}=number`);
  return `${what}, such as "${example}", are codes; to read them as numbers: --type ${way}.`;
}

function numbersNote(group: readonly NumbersRemark[]): string {
  const [{ reading, example, isAmbiguous }] = group;
  const sum = (of: (remark: NumbersRemark) => number) => group.reduce((so, remark) => so + of(remark), 0);
  const bare = sum((remark) => remark.bare);
  const ofAll = `${sum((remark) => remark.cells)} of ${sum((remark) => remark.present)} cells`;
  const unit = bare === 0 ? "" : `; ${cellCount(bare)} without "${reading.unit}" count as in that unit`;
  const [mark, other] = reading.decimal === "." ? ["a comma", ","] : ["a point", "."];
  const doubt = isAmbiguous
    ? `; nothing in the table says whether ${mark} stands before decimals (if so, say --decimal ${other})`
    : "";
  const shown = `"${example.cell}" is ${example.value}`;
  return `${describeReading(reading)} in ${ofAll}: ${shown}${unit}${doubt}.`;
}

function datesNote(group: readonly DatesRemark[], { column }: { column: string }): string {
  const [{ reading, example, other }] = group;
  const sum = (of: (remark: DatesRemark) => number) => group.reduce((so, remark) => so + of(remark), 0);
  const ofAll = `${sum(({ cells }) => cells)} of ${sum(({ present }) => present)} cells`;
  const part = reading.format.includes("%y") && other?.startsWith("%y") ? "year" : "month";
  const doubt =
    other === undefined
      ? ""
      : `; nothing in the column says whether the day or the ${part} comes first (if it is the other way ` +
        `round, say --type ${argument(`${column}=date:${other}`)})`;
  const kind = hasDate(reading.format) ? "dates" : "times of day";
  const shown = example.cell === example.value ? "" : `: "${example.cell}" is ${example.value}`;
  return `${kind} (${reading.format}) in ${ofAll}${shown}${doubt}.`;
}

/** Such as " with a decimal comma and "€"". */
function describeReading({ decimal, group, unit }: NumberReading): string {
  const marks = { ",": "commas", ".": "points", " ": "blanks", "'": "apostrophes" };
  const parts = [
    ...(decimal === "," ? ["a decimal comma"] : []),
    ...(group === undefined ? [] : [`${marks[group]} between thousands`]),
    ...(unit === undefined ? [] : [`"${unit}"`]),
  ];
  return parts.length === 0 ? "" : ` with ${enumeration(parts)}`;
}

function gapsNote(group: readonly GapsRemark[], { column }: { column: string }): string {
  const counts = new Map<string, number>();
  for (const { mark, cells } of group.flatMap(({ marks }) => marks))
    counts.set(mark, (counts.get(mark) ?? 0) + cells);
  const shown = [...counts].slice(0, MARKS_SHOWN).map(([mark, cells]) => `"${mark}" (${cells})`);
  const more = counts.size > MARKS_SHOWN ? ` and ${counts.size - MARKS_SHOWN} more marks` : "";
  const total = [...counts.values()].reduce((sum, cells) => sum + cells, 0);
  const way =
    group[0].among === "words" ? `; to keep them as values: --type ${argument(`${column}=category`)}` : "";
  return `${cellCount(total)} read as missing: ${shown.join(", ")}${more}${way}.`;
}

function cellCount(count: number): string {
  return count === 1 ? "1 cell" : `${count} cells`;
}

/** A word of a command line, quoted where a shell would take it apart. */
export function argument(text: string): string {
  return /^[\w=.:%+,/-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
