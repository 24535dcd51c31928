/** Cells that a spreadsheet would run: it takes what begins so for a formula. */
const FORMULA = /^[=+\-@\t\r]/;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * Rows of cells as CSV text (RFC 4180): cells with a comma, a quote or a line break are quoted. A cell that a
 * spreadsheet would run as a formula (one that begins with =, +, -, @, a tab or a carriage return and is no
 * number) gets an apostrophe before it, which spreadsheets take for "this is text" (OWASP, "CSV Injection").
 */
export function formatCsv(columns: readonly string[], cells: readonly (readonly string[])[]): string {
  return [columns, ...cells].map((row) => `${row.map(written).join(",")}\n`).join("");
}

function written(cell: string): string {
  return quoted(FORMULA.test(cell) && !NUMBER.test(cell) ? `'${cell}` : cell);
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
