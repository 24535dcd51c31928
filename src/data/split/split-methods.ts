/** Facts about a way of dividing rows, which hold for any table. */
interface SplitMethodFacts {
  /** Whether it goes by a column of the table, which must be told. */
  readonly needsColumn: boolean;
}

/**
 * The ways of dividing rows. `auto`: by the data's own parts where it has them, else stratified for classes
 * and random for others. `random`: shuffled. `stratified`: with the shares of the classes kept. `group`:
 * whole groups of a column on one side. `time`: the latest rows by a column last. `column`: by the words
 * train, dev and test in a column.
 */
export const SPLITS = {
  auto: { needsColumn: false },
  random: { needsColumn: false },
  stratified: { needsColumn: false },
  group: { needsColumn: true },
  time: { needsColumn: true },
  column: { needsColumn: true },
} as const satisfies Record<string, SplitMethodFacts>;

/** A way of dividing rows. */
export type SplitMethod = keyof typeof SPLITS;

/** The names of the ways of dividing rows. */
export const SPLIT_METHODS = Object.keys(SPLITS) as readonly SplitMethod[];
