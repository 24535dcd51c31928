import { randomBytes } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/**
 * Replaces a file's content so that at any moment, even after a power failure, the file holds either the old
 * content or the new: a temporary file in the same folder, flushed to the disk, renamed over the file, and
 * the folder flushed.
 *
 * @throws the file system's own error; the temporary file is removed.
 */
export async function writeFileAtomically(path: string, bytes: Uint8Array): Promise<void> {
  const folder = dirname(path);
  const temporary = join(
    folder,
    `.${basename(path)}.${process.pid}.${randomBytes(4).toString("hex")}${TEMPORARY_ENDING}`,
  );
  try {
    await writeFlushed(temporary, bytes);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await flushFolder(folder);
}

/** How temporary files end; after a crash one may be left over. */
export const TEMPORARY_ENDING = ".tmp";

async function writeFlushed(path: string, bytes: Uint8Array): Promise<void> {
  await using(await open(path, "wx"), async (file) => {
    await file.writeFile(bytes);
    await file.sync();
  });
}

/** Flushes what others wrote to a file, and the file's entry in its folder, to the disk. */
export async function flushFile(path: string): Promise<void> {
  // Windows flushes only what may be written.
  await using(await open(path, "r+"), (handle) => handle.datasync());
  await flushFolder(dirname(path));
}

async function flushFolder(folder: string): Promise<void> {
  // Windows can neither open nor flush a folder, and keeps renames safe by itself.
  if (process.platform === "win32") return;
  await using(await open(folder, "r"), (handle) => handle.sync());
}

async function using(file: FileHandle, work: (file: FileHandle) => Promise<void>): Promise<void> {
  try {
    await work(file);
  } finally {
    await file.close();
  }
}
