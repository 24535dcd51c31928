import { TrainwellError } from "../../base/errors.ts";

/** The place of a fault in a file that is imported. */
export interface FilePlace {
  /** The name of the file, for people. */
  readonly source: string;
  /** Counted from 1. */
  readonly line: number;
  readonly column?: string;
}

/** The error for a line of a file that is no part of a study. */
export function importInvalid(problem: string, { source, line, column }: FilePlace): TrainwellError {
  const place = column === undefined ? `line ${line}` : `line ${line}, column ${JSON.stringify(column)}`;
  return new TrainwellError({
    kind: "input",
    code: "study-file-invalid",
    message: `${source}, ${place}: ${problem}`,
    details: { source, line, ...(column === undefined ? {} : { column }) },
  });
}
