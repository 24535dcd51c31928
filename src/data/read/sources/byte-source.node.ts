import { createReadStream } from "node:fs";
import { TrainwellError } from "../../../base/errors.ts";

/** How many bytes are read at once. */
export const READ_SIZE_BYTES = 1 << 18;

/** Bytes that can be read from their beginning: a file's, or what is packed in one. */
export interface ByteSource {
  /** Names the bytes in messages. */
  readonly name: string;
  /** Of the file on disk; packed where it is packed. */
  readonly path: string;
  /** Whether `open` may be called again. */
  readonly isRereadable: boolean;
  /** @throws TrainwellError, or an error of the file system. */
  open(): AsyncIterable<Uint8Array>;
}

/** The bytes of a file as they are. */
export function fileSource(
  path: string,
  { name, isRereadable = true }: { name: string; isRereadable?: boolean },
): ByteSource {
  return {
    path,
    name,
    isRereadable,
    open: () => createReadStream(path, { highWaterMark: READ_SIZE_BYTES }),
  };
}

/** Passes bytes on until a signal is aborted. */
export async function* untilAborted(
  chunks: AsyncIterable<Uint8Array>,
  { signal, onRead }: { signal?: AbortSignal | undefined; onRead?: (bytes: number) => void },
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of chunks) {
    if (signal?.aborted) throw readingInterrupted();
    yield chunk;
    onRead?.(chunk.length);
  }
}

/** The error for reading that was stopped. */
export function readingInterrupted(): TrainwellError {
  return new TrainwellError({
    kind: "interrupted",
    code: "interrupted",
    message: "Reading was interrupted.",
  });
}

/** The first bytes of a source, at least so many where it has them. */
export async function headOf(source: ByteSource, bytes: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source.open()) {
    pieces.push(chunk);
    length += chunk.length;
    if (length >= bytes) break;
  }
  return Buffer.concat(pieces).subarray(0, bytes);
}
