/**
 * At most `most` of some rows, evenly spread over them, because neighbours in a table are often alike and
 * sorted data begins with one class. All of them, the same array, where there are no more.
 */
export function spreadRows(rows: Int32Array, most: number): Int32Array {
  if (rows.length <= most) return rows;
  return Int32Array.from({ length: most }, (_, index) => rows[Math.floor((index * rows.length) / most)]);
}
