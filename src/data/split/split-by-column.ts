import { randomKey, STREAMS, shuffle } from "../../base/random.ts";
import { argument } from "../table/readings/reading-notes.ts";
import { type CellColumn, cellText, holdsNumbers, isMissing, listed } from "../table/table.ts";
import { partOfWord } from "./part-names.ts";
import { cut, type Parts, type SplitRequest, type SplitSizes, splitError } from "./split-parts.ts";

/**
 * All rows of a group on one side. Groups come in shuffled order, each to the part that lacks most of its
 * size. A row without a group is a group of its own.
 */
export function splitByGroup(column: CellColumn, request: SplitRequest): Parts {
  const groups = shuffledGroups(column, { rows: request.target.rows, seed: request.seed });
  const shares = [request.sizes.train, request.sizes.dev, request.sizes.test];
  const needed = shares.filter((share) => share > 0).length;
  if (groups.length < needed) {
    const has = `has ${groups.length} ${groups.length === 1 ? "group" : "groups"}`;
    throw splitError(
      `Column "${column.name}" ${has}; at least ${needed} are needed to split by it`,
      "Split in another way.",
    );
  }
  const total = request.target.rows.length;
  const parts: number[][][] = [[], [], []];
  const lacking = shares.map((share) => share * total);
  groups.forEach((group, index) => {
    const empty = shares.findIndex((share, part) => share > 0 && parts[part].length === 0);
    const mustFill =
      empty >= 0 &&
      groups.length - index <= shares.filter((share, part) => share > 0 && parts[part].length === 0).length;
    const part = mustFill ? empty : lacking.indexOf(Math.max(...lacking));
    parts[part].push(group);
    lacking[part] -= group.length;
  });
  const [train, dev, test] = parts.map((part) => Int32Array.from(part.flat()));
  return { train, dev, test };
}

/** The rows of each group, in an order drawn by the seed; a row without a group is a group of its own. */
export function shuffledGroups(
  column: CellColumn,
  { rows, seed }: { readonly rows: Int32Array; readonly seed: number },
): number[][] {
  const groups = new Map<number | string, number[]>();
  for (const row of rows) {
    const key = isMissing(column, row) ? `row ${row}` : column.data[row];
    const members = groups.get(key);
    if (members === undefined) groups.set(key, [row]);
    else members.push(row);
  }
  const order = Array.from({ length: groups.size }, (_, index) => index);
  const all = [...groups.values()];
  return shuffle(order, randomKey(seed, STREAMS.split)).map((index) => all[index]);
}

/**
 * The earliest rows train, the later ones dev, the latest test; rows of one moment stay in the table's order.
 */
export function splitByTime(column: CellColumn, request: SplitRequest): Parts {
  const times = timesOf(column);
  const order = request.target.rows.slice();
  for (const row of order) {
    if (!Number.isNaN(times[row])) continue;
    const cell = cellText(column, row);
    const received = cell === undefined ? "no value" : `"${cell}"`;
    throw splitError(
      `Column "${column.name}", row ${row + 1} of the data: expected a time to split by, received ` +
        `${received}`,
      `Use numbers or dates, such as 2024-05-31; or say how they are written: --type ` +
        `${argument(`${column.name}=date:%d.%m.%Y`)}.`,
    );
  }
  return cut(
    order.sort((a, b) => times[a] - times[b] || a - b),
    request.sizes,
  );
}

/** Each row's time: its number or its date; NaN where there is none, as in every row of words. */
function timesOf(column: CellColumn): Float64Array {
  return holdsNumbers(column) ? column.data : Float64Array.from(column.data, () => NaN);
}

/**
 * By the words in a column. Where they are only test and one other word, the other rows are divided into
 * train and dev by `divideRest`, and `devIsDrawn`.
 */
export function splitByColumn(
  column: CellColumn,
  request: SplitRequest,
  divideRest: (rows: Int32Array, sizes: SplitSizes) => Parts,
): Parts & { devIsDrawn: boolean } {
  const { rows } = request.target;
  const words = new Set(Array.from(rows, (row) => partWord(column, row)));
  const isTwoFold = words.has("test") && words.size === 2 && !words.has("dev");
  const parts = { train: [] as number[], dev: [] as number[], test: [] as number[] };
  for (const row of rows) {
    const word = partWord(column, row);
    const part = isTwoFold && word !== "test" ? "train" : partOfWord(word);
    if (part === undefined) throw unknownPart(column, row, words);
    parts[part].push(row);
  }
  const [train, dev, test] = [parts.train, parts.dev, parts.test].map((part) => Int32Array.from(part));
  if (train.length === 0)
    throw splitError(`Column "${column.name}" has no row of train`, 'Write "train" in the rows to train on.');
  if (!isTwoFold) return { train, dev, test, devIsDrawn: false };
  const { sizes } = request;
  const seen = sizes.train + sizes.dev;
  const rest = divideRest(train, { train: sizes.train / seen, dev: sizes.dev / seen, test: 0 });
  return { train: rest.train, dev: rest.dev, test, devIsDrawn: true };
}

function partWord(column: CellColumn, row: number): string {
  return cellText(column, row)?.toLowerCase() ?? "";
}

function unknownPart(column: CellColumn, row: number, words: ReadonlySet<string>): Error {
  const cell = cellText(column, row);
  const received = cell === undefined ? "no value" : `"${cell}"`;
  return splitError(
    `Column "${column.name}", row ${row + 1} of the data: expected train, dev or test, received ${received}`,
    `Write one of these words in every row, or test and one other word. It has: ${listed([...words])}.`,
  );
}
