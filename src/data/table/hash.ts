import { type Column, holdsNumbers, type Table } from "./table.ts";

/**
 * The SHA-256 of a table's content as 64 hexadecimal digits: names, types, cells and categories in order, but
 * not the file's name, its delimiter, quotes or line ends. It tells whether two runs saw the same data.
 *
 * Each column is hashed by itself and then the hashes together, so that only one column's bytes are copied at
 * a time.
 */
export async function hashTable(table: Table): Promise<string> {
  const parts: Uint8Array[] = [encode({ version: 1, rows: table.rows, columns: table.columns.length })];
  for (const column of table.columns) {
    const { data } = column;
    parts.push(await sha256(new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength)));
    parts.push(await sha256(encode([column.name, column.type, wordsOf(column)])));
  }
  return hexadecimal(await sha256(joined(parts)));
}

/** The SHA-256 of some rows' numbers, in order, as hexadecimal digits; such as those of a test set. */
export async function hashRows(rows: Int32Array): Promise<string> {
  return hexadecimal(await sha256(new Uint8Array(rows.slice().buffer)));
}

function wordsOf(column: Column): readonly string[] {
  if (holdsNumbers(column)) return [];
  if (column.type === "tensor") return [column.dtype, ...column.rowShape.map(String)];
  return column.type === "boolean" ? column.labels : column.categories;
}

function encode(value: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(value));
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await globalThis.crypto.subtle.digest("SHA-256", bytes));
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

function hexadecimal(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
