/**
 * The names that a model's inputs and outputs have. Each use has a prefix of its own with a colon, so that no name
 * chosen by a caller meets another one or a generated one (see `Scope`).
 */
export const valueNames = {
  /** An input of a single program. */
  input: (name: string) => `in:${name}`,
  /** The carried vector that a loop starts from. */
  state: (name: string) => `state:${name}`,
  /** The carried vector that a loop leaves. */
  nextState: (name: string) => `next:${name}`,
  /** A whole block of data. */
  block: (name: string) => `block:${name}`,
  /** A step input, stacked over the steps. */
  step: (name: string) => `step:${name}`,
  /** An output of a single program, or a step output stacked over the steps. */
  output: (name: string) => `out:${name}`,
  /** Row numbers of all steps, one batch after the other: int32. */
  rows: "loop:rows",
  /** Where each step's batch begins in the rows, and where the last one ends: int32 [K + 1]. */
  offsets: "loop:offsets",
} as const;
