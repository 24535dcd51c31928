import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { TrainwellError } from "../../../base/errors.ts";
import type { ByteSource } from "./byte-source.node.ts";
import { boundedUnpacking, inflated, unpackingLimit } from "./unpacking.node.ts";

const END_RECORD = 0x06054b50;
const END_RECORD_64 = 0x06064b50;
const END_LOCATOR_64 = 0x07064b50;
const ENTRY = 0x02014b50;
const LOCAL_HEADER = 0x04034b50;
/** The end record with the longest comment, and the locator before it. */
const TAIL_BYTES = 22 + 65_535 + 20;
/** A directory longer than this has more files than one looks through. */
const LONGEST_DIRECTORY_BYTES = 1 << 26;
const UNKNOWN_32 = 0xffffffff;
/** The extra field with sizes beyond 32 bits. */
const SIZES_64 = 0x0001;
const STORED = 0;
const DEFLATED = 8;

/** A file in a zip archive, as the directory at the archive's end says. */
export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly packedBytes: number;
  /** Unpacked. */
  readonly bytes: number;
  /** Where its own header begins. */
  readonly offset: number;
}

/** Whether bytes begin as a zip archive does. */
export function isZip(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5);
}

/**
 * The files of a zip archive; folders are left out.
 *
 * @throws TrainwellError `archive-invalid` where the directory is cut off or damaged.
 */
export async function readZipDirectory(path: string, name: string): Promise<ZipEntry[]> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const { offset, bytes } = await directoryPlace(file, { size, name });
    if (offset + bytes > size || bytes > LONGEST_DIRECTORY_BYTES)
      throw invalidZip(name, "its directory is damaged");
    const directory = await bytesAt(file, { offset, length: bytes });
    return entriesOf(directory, name).filter((entry) => !entry.name.endsWith("/"));
  } finally {
    await file.close();
  }
}

async function directoryPlace(
  file: FileHandle,
  { size, name }: { size: number; name: string },
): Promise<{ offset: number; bytes: number }> {
  const begin = Math.max(0, size - TAIL_BYTES);
  const tail = await bytesAt(file, { offset: begin, length: size - begin });
  for (let at = tail.length - 22; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== END_RECORD) continue;
    const is64 = at >= 20 && tail.readUInt32LE(at - 20) === END_LOCATOR_64;
    if (!is64) return { bytes: tail.readUInt32LE(at + 12), offset: tail.readUInt32LE(at + 16) };
    const record = await bytesAt(file, { offset: Number(tail.readBigUInt64LE(at - 12)), length: 56 });
    if (record.length < 56 || record.readUInt32LE(0) !== END_RECORD_64) break;
    return { bytes: Number(record.readBigUInt64LE(40)), offset: Number(record.readBigUInt64LE(48)) };
  }
  throw invalidZip(name, "its directory, which stands at the end, is missing");
}

async function bytesAt(
  file: FileHandle,
  { offset, length }: { offset: number; length: number },
): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
  return buffer.subarray(0, bytesRead);
}

function entriesOf(directory: Buffer, source: string): ZipEntry[] {
  const entries: ZipEntry[] = [];
  let at = 0;
  while (at + 46 <= directory.length) {
    if (directory.readUInt32LE(at) !== ENTRY) throw invalidZip(source, "its directory is damaged");
    const [nameBytes, extraBytes] = [directory.readUInt16LE(at + 28), directory.readUInt16LE(at + 30)];
    const end = at + 46 + nameBytes + extraBytes + directory.readUInt16LE(at + 32);
    const extra = directory.subarray(at + 46 + nameBytes, at + 46 + nameBytes + extraBytes);
    const sizes = [24, 20, 42].map((field) => directory.readUInt32LE(at + field));
    const [bytes, packedBytes, offset] = sizesOf(sizes, extra);
    entries.push({
      name: directory.toString("utf8", at + 46, at + 46 + nameBytes),
      method: directory.readUInt16LE(at + 10),
      isEncrypted: (directory.readUInt16LE(at + 8) & 1) === 1,
      packedBytes,
      bytes,
      offset,
    });
    at = end;
  }
  return entries;
}

/** Sizes that 32 bits do not hold stand one after the other in an extra field. */
function sizesOf(sizes: readonly number[], extra: Buffer): number[] {
  let at = 0;
  while (at + 4 <= extra.length && extra.readUInt16LE(at) !== SIZES_64) at += 4 + extra.readUInt16LE(at + 2);
  let next = at + 4;
  return sizes.map((size) => {
    if (size !== UNKNOWN_32 || next + 8 > extra.length) return size;
    next += 8;
    return Number(extra.readBigUInt64LE(next - 8));
  });
}

/**
 * The unpacked bytes of a file in an archive, never more than the archive's directory declares.
 *
 * @param archive its path, its name for messages, and its size, from which follows how much is unpacked.
 */
export function zipEntrySource(
  entry: ZipEntry,
  archive: { path: string; name: string; size: number },
): ByteSource {
  const name = `${archive.name}, ${entry.name}`;
  return {
    path: archive.path,
    name,
    isRereadable: true,
    open: () =>
      boundedUnpacking(packedEntry(entry, { path: archive.path, name }), {
        name,
        declaredBytes: entry.bytes,
        limitBytes: unpackingLimit(archive.size),
      }),
  };
}

async function* packedEntry(
  entry: ZipEntry,
  { path, name }: { path: string; name: string },
): AsyncGenerator<Uint8Array> {
  if (entry.isEncrypted) throw invalidZip(name, "it is encrypted", "Unpack it yourself with its password.");
  if (entry.method !== STORED && entry.method !== DEFLATED)
    throw invalidZip(name, "it is packed in another way than deflate", "Pack it anew with zip.");
  if (entry.packedBytes === 0) return;
  const start = await contentPlace(entry, { path, name });
  const packed = createReadStream(path, { start, end: start + entry.packedBytes - 1 });
  yield* entry.method === STORED ? packed : inflated(packed);
}

/** Where the packed bytes begin, behind the entry's own header. */
async function contentPlace(
  entry: ZipEntry,
  { path, name }: { path: string; name: string },
): Promise<number> {
  const file = await open(path);
  try {
    const header = await bytesAt(file, { offset: entry.offset, length: 30 });
    if (header.length < 30 || header.readUInt32LE(0) !== LOCAL_HEADER)
      throw invalidZip(name, "its header is damaged");
    return entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  } finally {
    await file.close();
  }
}

function invalidZip(name: string, what: string, hint?: string): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "archive-invalid",
    message: `${name} cannot be unpacked: ${what}.`,
    details: { source: name },
    hint: hint ?? "Get the file again; it may have been cut off.",
  });
}
