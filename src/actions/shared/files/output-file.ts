import { access, constants, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { TrainwellError } from "../../../base/errors.ts";
import { writeFileAtomically } from "../../../store/atomic-write.node.ts";
import { makeFolder } from "../../../store/make-folder.node.ts";
import { checkKeepsInputs, type InputPaths } from "./kept-inputs.ts";

/** The operating system's refusals by their codes, in words that complete "cannot be written: ". */
const REASONS: ReadonlyMap<string, string> = new Map([
  ["EACCES", "permission was denied"],
  ["EPERM", "permission was denied"],
  ["EROFS", "the file system is read-only"],
  ["ENOSPC", "the disk is full"],
  ["EDQUOT", "the disk quota is used up"],
  ["EISDIR", "it is a folder"],
  ["ENOTDIR", "a part of its path is a file and not a folder"],
  ["EEXIST", "a part of its path is a file and not a folder"],
  ["ENOENT", "a folder of its path cannot be made"],
  ["ENAMETOOLONG", "its name is too long"],
]);

/** Why something cannot be written, for people. */
export function writingReason(cause: unknown): string {
  const { code = "", message = String(cause) } = cause as { code?: string; message?: string };
  return REASONS.get(code) ?? message;
}

/**
 * Checks before long work that a file can be written and is none that the call reads, and makes nothing yet.
 *
 * @throws TrainwellError `file-unwritable` or `output-is-input`.
 */
export async function checkOutputFile(path: string, inputs: InputPaths = {}): Promise<void> {
  checkKeepsInputs([path], inputs);
  const isFolder = await stat(path).then(
    (about) => about.isDirectory(),
    () => false,
  );
  if (isFolder) throw unwritable(path, { code: "EISDIR" });
  try {
    await checkWritableFolder(dirname(resolve(path)));
  } catch (cause) {
    throw unwritable(path, cause);
  }
}

/** Checks that a folder can be written to, or be made, and makes nothing. @throws the file system's error. */
export async function checkWritableFolder(path: string): Promise<void> {
  await access(await nearestFolder(path), constants.W_OK);
}

/** The folder, or the nearest above it that is there. */
async function nearestFolder(path: string): Promise<string> {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    const about = await stat(folder).catch((error) => {
      if (error.code === "ENOENT" && folder !== dirname(folder)) return undefined;
      throw error;
    });
    if (about?.isDirectory() === false) throw { code: "ENOTDIR" };
    if (about) return folder;
  }
}

/**
 * Writes a file whole or not at all, and the folders above it where they are missing.
 *
 * @throws TrainwellError `file-unwritable`.
 */
export async function writeOutputFile(path: string, text: string): Promise<void> {
  await checkOutputFile(path);
  try {
    makeFolder(dirname(path));
    await writeFileAtomically(path, new TextEncoder().encode(text));
  } catch (cause) {
    throw unwritable(path, cause);
  }
}

function unwritable(path: string, cause: unknown): TrainwellError {
  return new TrainwellError({
    kind: "failure",
    code: "file-unwritable",
    message: `${path} cannot be written: ${writingReason(cause)}.`,
    details: { path },
    hint: "Choose another file with --out.",
    cause,
  });
}
