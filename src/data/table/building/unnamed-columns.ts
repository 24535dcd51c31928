import { enumeration } from "../../../base/enumeration.ts";
import { type CellColumn, type Column, isMissing } from "../table.ts";

/** Columns that were kept, and what is to be said of the others. */
interface Kept {
  readonly columns: readonly Column[];
  readonly notes: readonly string[];
}

/**
 * Leaves out columns without a name that hold nothing, as a delimiter at the ends of lines makes them, and a
 * first one that only numbers the rows, as a saved index does.
 *
 * @param unnamed the places of columns whose name was empty, counted from 0.
 */
export function withoutUnnamed(columns: readonly Column[], unnamed: readonly number[]): Kept {
  if (unnamed.length === 0) return { columns, notes: [] };
  const empty = new Set(unnamed.filter((index) => isEmpty(columns[index] as CellColumn)));
  const index = unnamed[0] === 0 && columns.length > empty.size + 1 && isIndex(columns[0]) ? 0 : -1;
  const left = unnamed.filter((place) => !empty.has(place) && place !== index);
  return {
    columns: columns.filter((_, place) => !empty.has(place) && place !== index),
    notes: [
      ...(index === 0
        ? ["Column 1 has no name and numbers the rows, so it is left out; give it a name to use it."]
        : []),
      ...emptyNote([...empty]),
      ...calledNote(left),
    ],
  };
}

function isEmpty(column: CellColumn): boolean {
  return column.data.every((_, row) => isMissing(column, row));
}

/** Whether a column holds a different whole number, from 0 on, in every row. */
function isIndex(column: Column): boolean {
  if (column.type !== "number") return false;
  const isWhole = column.data.every((value) => Number.isInteger(value) && value >= 0);
  return isWhole && new Set(column.data).size === column.data.length;
}

function emptyNote(empty: readonly number[]): string[] {
  if (empty.length === 0) return [];
  return [`${placesOf(empty)} without a name or a value ${empty.length === 1 ? "is" : "are"} left out.`];
}

function calledNote(left: readonly number[]): string[] {
  if (left.length === 0) return [];
  const names = left.slice(0, 3).map((place) => `"column${place + 1}"`);
  const more = left.length > 3 ? ", ..." : "";
  const have = left.length === 1 ? "has no name in the header and is" : "have no name in the header and are";
  return [`${placesOf(left)} ${have} called ${names.join(", ")}${more}; name them in the file.`];
}

function placesOf(places: readonly number[]): string {
  if (places.length === 1) return `Column ${places[0] + 1}`;
  const shown = places.slice(0, 3).map((place) => place + 1);
  return places.length > 3
    ? `${places.length} columns (first ${shown.join(", ")})`
    : `Columns ${enumeration(shown)}`;
}
