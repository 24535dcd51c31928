/** A hint that there is something to do: which trial of a study, at which attempt. */
export interface WorkHint {
  readonly study: string;
  /** The trial's number, from 0; of one that is not there yet the number that it will have. */
  readonly trial: number;
  /** From 1. */
  readonly attempt: number;
}

/**
 * Wakes workers that wait. The tables of studies are the truth: whoever is woken asks them, and a hint that
 * is lost, told twice or out of date changes nothing but how soon somebody looks.
 */
export interface WorkQueue {
  /** Tells those who wait; each hint wakes one of them. A hint that is there already is not told again. */
  announce(hints: readonly WorkHint[]): Promise<void>;
  /** Takes hints back that nobody has taken. */
  withdraw(hints: readonly WorkHint[]): Promise<void>;
  /**
   * Listens for hints, one at a time.
   *
   * @param onHint looks after a study until it has nothing to do. Where this process ends meanwhile, another
   *   one is given the hint.
   */
  listen(onHint: (study: string) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** The name of a hint, by which it is told once: "study:trial:attempt". */
export function hintId({ study, trial, attempt }: WorkHint): string {
  return `${study}:${trial}:${attempt}`;
}
