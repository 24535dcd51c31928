import { largestOf, smallestOf } from "../base/lists.ts";
import { formatValue } from "./format.ts";

/** A braille character is two dots wide and four high; the bit of each. */
const DOTS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;
const BLANK = 0x2800;

/** The looks of a chart of text. */
export interface TextChartOptions {
  /** In characters, without the labels: 60 by default. */
  readonly width?: number;
  /** In lines: 12 by default. */
  readonly height?: number;
  /** Whether the points are joined to a line; true by default. */
  readonly joined?: boolean;
  /** Whether x is in the logarithm, and above 0; false by default. */
  readonly logarithmic?: boolean;
}

/**
 * A line, or dots, as text for a terminal, drawn in braille dots, with the bounds of both axes.
 *
 * @param points where they are joined in the order of x; at least one.
 */
export function textChart(
  points: readonly { readonly x: number; readonly y: number }[],
  { width = 60, height = 12, joined = true, logarithmic = false }: TextChartOptions = {},
): string {
  const along = logarithmic ? Math.log : (x: number) => x;
  const xs = points.map((point) => along(point.x));
  const ys = points.map((point) => point.y);
  const [left, right, low, high] = [smallestOf(xs), largestOf(xs), smallestOf(ys), largestOf(ys)];
  const [columns, rows] = [2 * width, 4 * height];
  const place = (value: number, [from, to]: [number, number], count: number) =>
    to === from ? 0 : Math.round(((value - from) / (to - from)) * (count - 1));
  const cells = Array.from({ length: height }, () => new Array<number>(width).fill(0));
  const mark = (column: number, row: number) => {
    cells[row >> 2][column >> 1] |= DOTS[row & 3][column & 1];
  };
  const dots = points.map((point) => ({
    column: place(along(point.x), [left, right], columns),
    row: rows - 1 - place(point.y, [low, high], rows),
  }));
  dots.forEach((dot, index) => {
    if (joined) joinDots(dots[Math.max(0, index - 1)], dot, mark);
    else markBlock(dot, { columns, rows }, mark);
  });
  const labels = [formatValue(high), formatValue(low)];
  const margin = largestOf(labels.map((label) => label.length));
  const lines = cells.map((row, index) => {
    const label = index === 0 ? labels[0] : index === height - 1 ? labels[1] : "";
    return `${label.padStart(margin)} │${row.map((bits) => String.fromCharCode(BLANK + bits)).join("")}`;
  });
  const back = logarithmic ? Math.exp : (x: number) => x;
  const [begin, end] = [left, right].map((x) => formatValue(Number(back(x).toPrecision(6))));
  const axis = `${" ".repeat(margin)} └${"─".repeat(width)}`;
  const bounds = `${" ".repeat(margin + 2)}${begin}${end.padStart(width - begin.length)}`;
  return [...lines, axis, bounds].join("\n");
}

interface Dot {
  readonly column: number;
  readonly row: number;
}

function joinDots(from: Dot, to: Dot, mark: (column: number, row: number) => void): void {
  const count = Math.max(Math.abs(to.column - from.column), Math.abs(to.row - from.row), 1);
  for (let step = 0; step <= count; step++) {
    const share = step / count;
    mark(
      Math.round(from.column + share * (to.column - from.column)),
      Math.round(from.row + share * (to.row - from.row)),
    );
  }
}

/** A point alone is four dots, so that it is seen. */
function markBlock(
  { column, row }: Dot,
  { columns, rows }: { columns: number; rows: number },
  mark: (column: number, row: number) => void,
): void {
  for (const x of [column, Math.min(columns - 1, column + 1)])
    for (const y of [row, Math.min(rows - 1, row + 1)]) mark(x, y);
}
