import type { ErrorKind } from "../base/errors.ts";
import { TrainwellError } from "../base/errors.ts";

/** The exit code for each kind of error. */
const EXIT_CODES: Readonly<Record<ErrorKind, number>> = {
  usage: 2,
  input: 2,
  failure: 1,
  check: 3,
  interrupted: 130,
};

/**
 * The error that a command prints and the exit code that it returns when it fails. `stack` is there for
 * errors that nobody foresaw.
 */
export interface Failure {
  readonly exitCode: number;
  readonly error: TrainwellError;
  readonly stack: string | undefined;
}

interface SystemError extends Error {
  readonly code: string;
  readonly path?: string;
  readonly syscall?: string;
}

function isSystemError(error: unknown): error is SystemError {
  return error instanceof Error && "syscall" in error && "code" in error && typeof error.code === "string";
}

/** The operating system's refusals by their codes: the sentence without its object, and the way out. */
const SYSTEM_FAILURES: Readonly<Record<string, { says: string; hint: string }>> = {
  ENOSPC: {
    says: "the disk is full",
    hint: "Free some space, or choose another folder with --out and --store.",
  },
  EDQUOT: {
    says: "your disk quota is used up",
    hint: "Free some space, or choose another folder with --out and --store.",
  },
  EACCES: {
    says: "permission was denied",
    hint: "Choose a folder you may write to with --out and --store, or change the permissions.",
  },
  EPERM: {
    says: "the operation is not permitted",
    hint: "Choose a folder you may write to with --out and --store, or change the permissions.",
  },
  EROFS: {
    says: "the file system is read-only",
    hint: "Choose a folder you may write to with --out and --store.",
  },
  ENOENT: { says: "it does not exist", hint: "Check the path." },
  ENOTDIR: { says: "a part of the path is a file and not a folder", hint: "Check the path." },
  EISDIR: { says: "it is a folder and not a file", hint: "Name a file." },
  EEXIST: { says: "it already exists", hint: "Choose another path." },
  EMFILE: { says: "too many files are open", hint: "Raise the limit (ulimit -n)." },
};

function fromSystem(error: SystemError): TrainwellError | undefined {
  const known = Object.hasOwn(SYSTEM_FAILURES, error.code) ? SYSTEM_FAILURES[error.code] : undefined;
  if (!known) return undefined;
  return new TrainwellError({
    kind: "failure",
    code: `system-${error.code.toLowerCase()}`,
    message: `Could not ${error.syscall ?? "use"} ${error.path ?? "a file"}: ${known.says}.`,
    details: { path: error.path ?? null, systemCode: error.code },
    hint: known.hint,
    cause: error,
  });
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}

/**
 * Turns whatever was thrown into an exit code and an error that can be printed: Trainwell's own errors as
 * they are, the operating system's refusals as a sentence (exit code 1), an abort as an interruption (130),
 * and anything else as a bug of ours (1).
 */
export function describeFailure(thrown: unknown): Failure {
  if (thrown instanceof TrainwellError) return failure(thrown);
  if (isAbort(thrown)) {
    const message = "Interrupted before the work was done.";
    return failure(new TrainwellError({ kind: "interrupted", code: "interrupted", message }));
  }
  const system = isSystemError(thrown) ? fromSystem(thrown) : undefined;
  if (system) return failure(system);
  return bug(thrown);
}

function failure(error: TrainwellError): Failure {
  return { exitCode: EXIT_CODES[error.kind], error, stack: undefined };
}

function bug(thrown: unknown): Failure {
  const said = (thrown instanceof Error ? thrown.message : String(thrown)).replace(/\s+/g, " ").trim();
  const error = new TrainwellError({
    kind: "failure",
    code: "internal-error",
    message:
      `Something unforeseen went wrong, and this is a bug in Trainwell: ` +
      `${said || "no message was given"}.`,
    hint: "Please report it, with what TRAINWELL_DEBUG=1 prints in addition.",
    cause: thrown,
  });
  return { exitCode: 1, error, stack: thrown instanceof Error ? thrown.stack : undefined };
}
