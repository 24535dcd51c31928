import type { NumberColumn } from "../table/table.ts";

/** The numbers among cells that mean "no value". */
export function gapNumbers(gaps: readonly string[]): number[] {
  return gaps.flatMap((gap) => (gap.trim() !== "" && Number.isFinite(Number(gap)) ? [Number(gap)] : []));
}

/**
 * A column in which cells that mean "no value" are missing, as if it had been read so; itself where it has
 * none of them. Its reading says so, for those who read the same cells later.
 *
 * @param gaps the cells, such as "-999"; those that are no numbers cannot be in a column of numbers.
 */
export function withGapValues(column: NumberColumn, gaps: readonly string[]): NumberColumn {
  const values = gapNumbers(gaps).filter((value) => column.data.includes(value));
  if (values.length === 0) return column;
  const known = column.reading?.gaps ?? [];
  const added = values.map(String).filter((gap) => !known.includes(gap));
  return {
    ...column,
    data: column.data.map((value) => (values.includes(value) ? NaN : value)),
    reading: { ...column.reading, gaps: [...known, ...added] },
  };
}
