/** Rows of cells as CSV text (RFC 4180): cells with a comma, a quote or a line break are quoted. */
export function formatCsv(columns: readonly string[], cells: readonly (readonly string[])[]): string {
  return [columns, ...cells].map((row) => `${row.map(quoted).join(",")}\n`).join("");
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
