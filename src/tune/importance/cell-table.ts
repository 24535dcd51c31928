/** A run of cells of one axis, from the first to before the last. */
export type CellRun = readonly [from: number, to: number];

/** A part of the space: of each axis the cells that are in it. */
export interface CellBox {
  readonly runs: readonly (readonly CellRun[])[];
  /** The share of each axis's weight that is in it. */
  readonly masses: Float64Array;
}

/** The rows that a tree is grown on, by the cells that they are in. */
export interface CellTable {
  readonly axes: readonly { readonly ordered: boolean; readonly weights: Float64Array }[];
  /** The cell of each row, axis by axis. */
  readonly cells: readonly Uint16Array[];
  readonly targets: Float64Array;
}
