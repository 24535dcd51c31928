/** What a kind of component is, in short texts that reference pages and `trainwell explain` show. */
export interface Explanation {
  /** What it computes, in one line of mathematics. */
  readonly equation: string;
  /** When to take it. */
  readonly use: string;
  /** What goes wrong with it, and what to do then. */
  readonly pitfalls: string;
}
