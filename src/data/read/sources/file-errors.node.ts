import { readdir } from "node:fs/promises";
import { basename, dirname, extname } from "node:path";
import { nearest, TrainwellError } from "../../../base/errors.ts";

/** The error for a path that leads to nothing, with the nearest name beside it. */
export async function missingFile(path: string): Promise<TrainwellError> {
  const siblings = await readdir(dirname(path)).catch(() => []);
  // Endings are alike among data, so the names before them decide.
  const stem = nearest(stemOf(path), siblings.map(stemOf));
  const near = siblings.filter((name) => stemOf(name) === stem);
  const suggestion = nearest(basename(path), near) ?? near[0];
  return new TrainwellError({
    kind: "input",
    code: "file-missing",
    message: `${path} does not exist.`,
    details: { path },
    hint: suggestion === undefined ? "Check the path." : `Did you mean "${suggestion}"?`,
  });
}

function stemOf(path: string): string {
  return basename(path, extname(path));
}

/** An error of the file system as one of ours; others are returned as they are. */
export function readError(error: unknown, path: string): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (syscall === undefined) return error;
  return new TrainwellError({
    kind: "failure",
    code: "file-unreadable",
    message: `${path} cannot be read (${code}).`,
    details: { path, system: code ?? null },
    hint:
      code === "EACCES" ? "Check the file's permissions." : "Check that the path leads to a readable file.",
    cause: error,
  });
}
