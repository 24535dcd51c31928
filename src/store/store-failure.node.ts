import { TrainwellError } from "../base/errors.ts";

/** The reasons of failures, for people, by the code of the operating system or of SQLite. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ["EACCES", "permission is denied"],
  ["EPERM", "permission is denied"],
  ["EROFS", "its disk is read-only"],
  ["ENOSPC", "its disk is full"],
  ["EDQUOT", "its disk quota is used up"],
  ["ENOTDIR", "a part of its path is a file and not a folder"],
  ["EEXIST", "there is a file in its place"],
  ["ENOENT", "a folder of its path does not exist"],
  ["ENAMETOOLONG", "its path is too long"],
  ["SQLITE_READONLY", "permission is denied"],
  ["SQLITE_READONLY_DIRECTORY", "permission is denied"],
  ["SQLITE_CANTOPEN", "its database cannot be opened"],
  ["SQLITE_FULL", "its disk is full"],
  ["SQLITE_BUSY", "another process holds it for too long"],
]);
const DAMAGED: ReadonlySet<string> = new Set(["SQLITE_NOTADB", "SQLITE_CORRUPT"]);

/** An error of the file system or of SQLite as one sentence about the store at a place. */
export function storeFailure(place: string, cause: unknown): TrainwellError {
  if (cause instanceof TrainwellError) return cause;
  const { code = "", message } = cause as { code?: string; message: string };
  const details = { place, cause: code || message };
  if (DAMAGED.has(code)) {
    const damaged = `The run store ${place} cannot be read: its database is damaged, or is something else.`;
    const hint = "Move the file store.db away, or choose another store.";
    return new TrainwellError({
      kind: "failure",
      code: "store-damaged",
      message: damaged,
      details,
      hint,
      cause,
    });
  }
  const reason =
    REASONS.get(code) ?? (message.includes("Unable to open") ? "its database cannot be opened" : message);
  return new TrainwellError({
    kind: "failure",
    code: "store-unusable",
    message: `The run store ${place} cannot be used: ${reason}.`,
    details,
    hint: "Choose a folder that you may write to as the store.",
    cause,
  });
}
