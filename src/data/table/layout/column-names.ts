/** Names of columns, and how they differ from those in the file. */
export interface ColumnNames {
  readonly names: readonly string[];
  /** The places, counted from 0, whose name was empty. */
  readonly unnamed: readonly number[];
  readonly notes: readonly string[];
}

/** Names for columns that have none: column1, column2, ... */
export function numberedNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `column${index + 1}`);
}

/**
 * A name of its own for every column: an empty one is called by its place, and one that came before gets a
 * number.
 *
 * @param header the trimmed cells of the header.
 */
export function uniqueNames(header: readonly string[]): ColumnNames {
  const taken = new Set(header);
  if (taken.size === header.length && !taken.has("")) return { names: header, unnamed: [], notes: [] };
  const numbers = new Map<string, number>();
  const numbered = (stem: string): string => {
    const number = (numbers.get(stem) ?? 1) + 1;
    numbers.set(stem, number);
    const name = `${stem}_${number}`;
    if (taken.has(name)) return numbered(stem);
    taken.add(name);
    return name;
  };
  const seen = new Set<string>();
  const renamed: string[] = [];
  const unnamed: number[] = [];
  const names = header.map((name, index) => {
    if (name === "") {
      unnamed.push(index);
      const name = `column${index + 1}`;
      if (taken.has(name)) return numbered(name);
      taken.add(name);
      return name;
    }
    if (!seen.has(name)) {
      seen.add(name);
      return name;
    }
    const other = numbered(name);
    renamed.push(`column ${index + 1} "${other}"`);
    return other;
  });
  return { names, unnamed, notes: repeatedNote(renamed) };
}

function repeatedNote(renamed: readonly string[]): string[] {
  if (renamed.length === 0) return [];
  const shown = renamed.slice(0, 5).join(", ");
  const more = renamed.length > 5 ? `, and ${renamed.length - 5} more` : "";
  return [`Names that come twice in the header got a number: ${shown}${more}; rename them in the file.`];
}
