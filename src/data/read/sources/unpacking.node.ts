import type { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream";
import { createGunzip, createInflateRaw } from "node:zlib";
import { TrainwellError } from "../../../base/errors.ts";
import { READ_SIZE_BYTES } from "./byte-source.node.ts";

/** Up to here anything is unpacked. */
const ALWAYS_BYTES = 2 ** 30;
/**
 * Beyond that, only what is packed as tightly as usual data: what unpacks to much more may be meant to harm.
 */
const USUAL_RATIO = 20;

/** How many bytes a packed file may unpack to. */
export function unpackingLimit(packedBytes: number): number {
  return Math.max(ALWAYS_BYTES, USUAL_RATIO * packedBytes);
}

/** Unpacks bytes that gzip packed. */
export function gunzipped(packed: Readable): AsyncIterable<Uint8Array> {
  return through(packed, createGunzip({ chunkSize: READ_SIZE_BYTES }));
}

/** Unpacks bytes that are deflated without a frame, as in zip files. */
export function inflated(packed: Readable): AsyncIterable<Uint8Array> {
  return through(packed, createInflateRaw({ chunkSize: READ_SIZE_BYTES }));
}

function through(packed: Readable, unpack: Transform): AsyncIterable<Uint8Array> {
  // Who reads the second stream gets the errors of both.
  pipeline(packed, unpack, () => {});
  return unpack;
}

/** The limits of unpacking. */
export interface UnpackingBounds {
  /** Names what is unpacked in messages. */
  readonly name: string;
  /** The size that the archive's own headers give. */
  readonly declaredBytes?: number | undefined;
  readonly limitBytes: number;
}

/**
 * Passes unpacked bytes on, as many as were declared and no more than the limit.
 *
 * @throws TrainwellError `archive-oversized` beyond that; `archive-invalid` where bytes cannot be unpacked or
 *   fewer come than were declared.
 */
export async function* boundedUnpacking(
  chunks: AsyncIterable<Uint8Array>,
  bounds: UnpackingBounds,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { name, declaredBytes, limitBytes } = bounds;
  if (declaredBytes !== undefined) checkDeclared({ name, declaredBytes, limitBytes });
  let bytes = 0;
  try {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > (declaredBytes ?? Infinity)) throw beyondDeclared(name, declaredBytes!);
      if (bytes > limitBytes) throw oversized(name, limitBytes);
      yield chunk;
    }
  } catch (error) {
    throw unpackingError(error, name);
  }
  if (bytes < (declaredBytes ?? 0))
    throw cutOff(name, `it ends after ${bytes} of the ${declaredBytes} bytes that its header declares`);
}

/** @throws TrainwellError `archive-oversized` where a header declares more than is unpacked. */
export function checkDeclared(bounds: UnpackingBounds & { declaredBytes: number }): void {
  const { name, declaredBytes, limitBytes } = bounds;
  if (declaredBytes > limitBytes) throw oversized(name, limitBytes, declaredBytes);
}

/** The error for bytes beyond those that were declared. */
export function beyondDeclared(name: string, declaredBytes: number): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "archive-oversized",
    message: `${name} unpacks to more than the ${declaredBytes} bytes that its header declares.`,
    details: { source: name, declaredBytes },
    hint: "Get the file again; it is damaged, or made to fill memory.",
  });
}

function oversized(name: string, limitBytes: number, declaredBytes?: number): TrainwellError {
  const size = declaredBytes === undefined ? `more than ${inUnits(limitBytes)}` : inUnits(declaredBytes);
  return new TrainwellError({
    kind: "input",
    code: "archive-oversized",
    message: `${name} unpacks to ${size}; at most ${inUnits(limitBytes)} are unpacked of a file of its size.`,
    details: { source: name, limitBytes },
    hint: "Unpack it yourself if its size is right, and give the unpacked file.",
  });
}

/** An error of zlib as one of ours; others are returned as they are. */
export function unpackingError(error: unknown, name: string): unknown {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code !== "string" || !code.startsWith("Z_")) return error;
  const what = code === "Z_BUF_ERROR" ? "it ends within its packed bytes" : "its packed bytes are damaged";
  return cutOff(name, what, error);
}

function cutOff(name: string, what: string, cause?: unknown): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "archive-invalid",
    message: `${name} cannot be unpacked: ${what}.`,
    details: { source: name },
    hint: "Get the file again; it may have been cut off.",
    ...(cause === undefined ? {} : { cause }),
  });
}

function inUnits(bytes: number): string {
  const gibibytes = bytes / 2 ** 30;
  return gibibytes >= 1 ? `${Number(gibibytes.toPrecision(3))} GiB` : `${Math.ceil(bytes / 2 ** 20)} MiB`;
}
