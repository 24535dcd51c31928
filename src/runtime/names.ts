/**
 * The names of a program's feeds and results, as callers of a session write them. A block, a step input, an
 * input of a single program and an output keep the name that the program gives them.
 */
export const PORT_NAMES = {
  /**
   * The flat vector of a carried state: fed as the loop starts from it, returned as the last step left it.
   */
  state: (name: string) => `state:${name}`,
  /** The row numbers of each step's batch: int32 [K, batch], each within every block. */
  rows: "rows",
  /** The counters of masks with so many elements for each row of a batch, with which sessions feed a loop. */
  counters: (perRow: number) => `counters:${perRow}`,
  /** Counters likewise, with the number of elements for each row at that place of the fed sizes. */
  sizedCounters: (place: number) => `counters:size ${place}`,
  /** The sizes of a model that serves several: int64 [n], fed by {@link openProgram}. */
  sizes: "sizes",
  /** Of a program lowered step by step: the number of the step within its call, int64 [1, 1]. */
  step: "step number",
  /** Of such a program: the values of a step output so far, [K, ...], into which the step writes its own. */
  stacked: (name: string) => `stacked:${name}`,
  /** Of such a program: a block of bytes, four in each uint32, the first in the lowest bits; [N, words]. */
  packed: (name: string) => `packed:${name}`,
} as const;

/** Names of dimensions by which {@link checkFeeds} knows what belongs together. */
export const DIMENSION_NAMES = {
  steps: "steps",
  batch: "batch size",
  blockRows: (name: string) => `rows of ${name}`,
} as const;

/**
 * The name of an input in the ONNX model. Through the prefixes an input and an output never have the same
 * name, and neither meets a generated one (see `Scope`); sessions take them off again.
 */
export function inputPort(name: string): string {
  return `in:${name}`;
}

/** The name of an output in the ONNX model; see {@link inputPort}. */
export function outputPort(name: string): string {
  return `out:${name}`;
}

/**
 * For how many elements a row an input of the ONNX model has counters: a number, or the place of one among
 * the fed sizes; undefined of other inputs.
 */
export function countersOf(port: string): { perRow: number } | { place: number } | undefined {
  const [, size, number] = /^in:counters:(size )?(\d+)$/.exec(port) ?? [];
  if (number === undefined) return undefined;
  return size === undefined ? { perRow: Number(number) } : { place: Number(number) };
}

/** The name that callers know of an input or output of a model; models from elsewhere keep theirs. */
export function publicName(name: string): string {
  return name.replace(/^(in|out):/, "");
}
