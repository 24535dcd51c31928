/** JSON-safe facts about an error: the place, what was expected, what was received. */
export type ErrorDetails = Readonly<
  Record<string, string | number | boolean | null | readonly (string | number)[]>
>;

/**
 * Why something failed, which decides the exit code of the command line:
 * `usage` (a wrong call, 2), `input` (wrong input, 2), `failure` (the work or its surroundings, 1),
 * `check` (a check that was asked for did not hold, 3), `interrupted` (130).
 */
export type ErrorKind = "usage" | "input" | "failure" | "check" | "interrupted";

/**
 * The root of every error that Trainwell throws on purpose. Errors are data: a literal `code`, JSON-safe
 * `details`, and a `hint` that says how to fix it. The message is one sentence: what, where, expected,
 * received.
 *
 * @example
 * const error = new TrainwellError({ kind: "input", code: "file-missing", message: "data.csv does not
 * exist.", hint: "Check the path." }); error.toJSON().code; // "file-missing"
 */
export class TrainwellError extends Error {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly details: ErrorDetails;
  readonly hint: string | undefined;

  constructor(options: {
    kind: ErrorKind;
    code: string;
    message: string;
    details?: ErrorDetails;
    hint?: string;
    cause?: unknown;
  }) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "TrainwellError";
    this.kind = options.kind;
    this.code = options.code;
    this.details = options.details ?? {};
    this.hint = options.hint;
  }

  /** The error as plain data, as `--json` prints it. */
  toJSON(): { code: string; kind: ErrorKind; message: string; details: ErrorDetails; hint?: string } {
    return {
      code: this.code,
      kind: this.kind,
      message: this.message,
      details: this.details,
      ...(this.hint === undefined ? {} : { hint: this.hint }),
    };
  }
}

/** The edit distance of Levenshtein between two strings. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      current[j] = Math.min(previous[j] + 1, current[j - 1] + 1, substitution);
    }
    previous = current;
  }
  return previous[b.length];
}

/**
 * The candidate nearest to a misspelt word, for "did you mean"; undefined when none is near
 * (more than a third of its letters, at least two, would have to change).
 *
 * @example
 * nearest("learningrate", ["learningRate", "momentum"]); // "learningRate"
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}
