import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { TrainwellError } from "../../base/errors.ts";
import { readError } from "./file-errors.node.ts";

const GZIP_MAGIC = [0x1f, 0x8b];

/**
 * Reads a whole file; one that was packed by gzip is unpacked.
 *
 * @throws TrainwellError `file-unreadable`; `gzip-invalid` when it is cut off or damaged; `interrupted`.
 */
export async function readBytes(path: string, options: { signal?: AbortSignal } = {}): Promise<Uint8Array> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path, { signal: options.signal });
  } catch (error) {
    if (options.signal?.aborted) throw readingInterrupted();
    throw readError(error, path);
  }
  if (!isGzip(bytes)) return bytes;
  try {
    return await promisify(gunzip)(bytes);
  } catch (cause) {
    throw new TrainwellError({
      kind: "input",
      code: "gzip-invalid",
      message: `${basename(path)} cannot be unpacked: ${cause instanceof Error ? cause.message : cause}.`,
      details: { path },
      hint: "Get the file again; it may have been cut off.",
      cause,
    });
  }
}

/** Whether bytes begin as those that gzip packed. */
export function isGzip(head: Uint8Array): boolean {
  return GZIP_MAGIC.every((byte, index) => head[index] === byte);
}

/** The error for reading that was stopped. */
export function readingInterrupted(): TrainwellError {
  return new TrainwellError({
    kind: "interrupted",
    code: "interrupted",
    message: "Reading was interrupted.",
  });
}
