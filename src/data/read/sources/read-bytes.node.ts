import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { Readable } from "node:stream";
import { type ByteSource, readingInterrupted, untilAborted } from "./byte-source.node.ts";
import { readError } from "./file-errors.node.ts";
import {
  beyondDeclared,
  boundedUnpacking,
  checkDeclared,
  gunzipped,
  unpackingLimit,
} from "./unpacking.node.ts";

const GZIP_MAGIC = [0x1f, 0x8b];
/** A header of arrays is shorter. */
const LONGEST_HEADER_BYTES = 1 << 20;

/**
 * How many bytes a file has, by its own header: undefined where more of it must be seen, "none" where it does
 * not say.
 */
export type DeclaredSize = (head: Uint8Array) => number | "none" | undefined;

/** How bytes are read that may be packed. */
export interface ReadBytesOptions {
  readonly signal?: AbortSignal | undefined;
  /** Bounds what is unpacked. */
  readonly declared: DeclaredSize;
}

/**
 * Reads a whole file; one that was packed by gzip is unpacked, never to more than its header declares.
 *
 * @throws TrainwellError `file-unreadable`; `archive-invalid` when it is cut off or damaged;
 *   `archive-oversized`; `interrupted`.
 */
export async function readBytes(path: string, options: ReadBytesOptions): Promise<Uint8Array> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path, { signal: options.signal });
  } catch (error) {
    if (options.signal?.aborted) throw readingInterrupted();
    throw readError(error, path);
  }
  if (!isGzip(bytes)) return bytes;
  const bounds = { name: basename(path), limitBytes: unpackingLimit(bytes.length) };
  const unpacked = boundedUnpacking(gunzipped(Readable.from([bytes])), bounds);
  return collectBytes(unpacked, { ...bounds, ...options });
}

/** All bytes of a source, never more than their own header declares. */
export async function readSourceBytes(
  source: ByteSource,
  options: ReadBytesOptions & { limitBytes: number },
): Promise<Uint8Array> {
  try {
    return await collectBytes(source.open(), { name: source.name, ...options });
  } catch (error) {
    throw readError(error, source.path);
  }
}

async function collectBytes(
  chunks: AsyncIterable<Uint8Array>,
  { name, signal, declared, limitBytes }: ReadBytesOptions & { name: string; limitBytes: number },
): Promise<Uint8Array> {
  let head: Uint8Array = new Uint8Array(0);
  let whole: Uint8Array | undefined;
  let bytes = 0;
  for await (const chunk of untilAborted(chunks, { signal })) {
    if (whole === undefined) {
      head = Buffer.concat([head, chunk]);
      const size = declared(head) ?? (head.length > LONGEST_HEADER_BYTES ? "none" : undefined);
      // A file without the header is none of the kind; its reader says so from the first bytes.
      if (size === "none") return head;
      if (size === undefined) continue;
      checkDeclared({ name, declaredBytes: size, limitBytes });
      whole = Buffer.allocUnsafeSlow(size);
    }
    const piece: Uint8Array = bytes === 0 ? head : chunk;
    if (bytes + piece.length > whole.length) throw beyondDeclared(name, whole.length);
    whole.set(piece, bytes);
    bytes += piece.length;
  }
  return whole?.subarray(0, bytes) ?? head;
}

/** Whether bytes begin as those that gzip packed. */
export function isGzip(head: Uint8Array): boolean {
  return GZIP_MAGIC.every((byte, index) => head[index] === byte);
}
