import { open, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { TrainwellError } from "../../../base/errors.ts";
import { tableFromColumns } from "../../table/building/column-table.ts";
import type { Column, Table } from "../../table/table.ts";
import { readingInterrupted } from "../sources/byte-source.node.ts";
import { readError } from "../sources/file-errors.node.ts";
import type { ReadOptions, SourceReader } from "../sources/source-reader.ts";
import { imageDecoder } from "./image-decoder.node.ts";
import { type ImageFile, isImageName, isPlainImageName, listImages } from "./image-files.node.ts";
import { type ImageHeader, readImageHeader } from "./image-header.ts";
import type { ImageShape } from "./image-resize.ts";
import { chooseImageShape } from "./image-shape.ts";

/** Enough of a file for its header, but for a JPEG with a large preview before it. */
const HEADER_BYTES = 65_536;
/** Files that are read at once. */
const FILES_AT_ONCE = 8;
const MOST_BYTES = 2 ** 32;

/**
 * A folder of images by class: "image" [channels, height, width], "class", and "split" where there are
 * folders train and test around the classes. All images are brought to one size (`chooseImageShape`).
 */
export const imageFolder: SourceReader = {
  title: "a folder of images by class",
  accepts: ({ isFolder, entries, folders }) => isFolder && (folders.length > 0 || entries.some(isImageName)),
  read: async ({ path, name }, options) => readImages(path, await listImages(path, name), { name, options }),
};

/** One image, as for a prediction. */
export const imageFile: SourceReader = {
  title: "an image",
  accepts: ({ isFolder, name, head }) =>
    !isFolder && (isImageName(name) || readImageHeader(head) !== undefined),
  read: ({ path, name }, options) => readImages(dirname(path), [{ file: name }], { name, options }),
};

async function readImages(
  root: string,
  files: readonly ImageFile[],
  { name, options }: { name: string; options: ReadOptions },
): Promise<Table> {
  const { decode, usesSharp } = await imageDecoder();
  const foreign = files.find(({ file }) => !isPlainImageName(file) && isImageName(file));
  if (foreign !== undefined && !usesSharp) throw needsSharp(join(name, foreign.file));
  const headers = await forEachFile(files, options, ({ file }) => headerOf(join(root, file)));
  const { shape, notes } = chooseImageShape(
    headers.filter((header) => header !== undefined),
    options.image ?? {},
  );
  const width = shape.channels * shape.height * shape.width;
  checkSize(files.length * width, { name, files: files.length, shape });
  const data = new Uint8Array(files.length * width);
  const failures = new Map<string, string>();
  await forEachFile(files, options, async ({ file }, row) => {
    const bytes = await readFile(join(root, file)).catch((error: unknown) => {
      throw readError(error, join(root, file));
    });
    try {
      await decode(bytes, shape, data.subarray(row * width, (row + 1) * width));
    } catch (error) {
      failures.set(file, error instanceof Error ? error.message : String(error));
    }
  });
  if (failures.size > 0) throw corrupt(name, files, failures);
  const { channels, height } = shape;
  const image: Column = {
    type: "tensor",
    name: "image",
    dtype: "uint8",
    rowShape: [channels, height, shape.width],
    data,
  };
  return tableOf(files, image, { name, notes });
}

function tableOf(
  files: readonly ImageFile[],
  image: Column,
  { name, notes }: { name: string; notes: readonly string[] },
): Table {
  const hasLabels = files.every(({ label }) => label !== undefined);
  const hasParts = files.some(({ part }) => part !== undefined);
  const words = tableFromColumns(
    [
      ...(hasLabels ? [["class", files.map(({ label }) => label)] as const] : []),
      ...(hasParts ? [["split", files.map(({ part }) => part)] as const] : []),
    ],
    { readsTexts: false },
  );
  return {
    source: name,
    rows: files.length,
    columns: [image, ...words.columns],
    ...(hasLabels ? { targetColumn: "class" } : {}),
    ...(hasParts ? { splitColumn: "split" } : {}),
    rowNames: files.map(({ file }) => file),
    notes,
  };
}

/** Works on some files at once, in the order of their rows; stops when it is told to. */
async function forEachFile<T>(
  files: readonly ImageFile[],
  { signal }: ReadOptions,
  work: (file: ImageFile, row: number) => Promise<T>,
): Promise<T[]> {
  const results = new Array<T>(files.length);
  let next = 0;
  const worker = async () => {
    while (next < files.length) {
      if (signal?.aborted) throw readingInterrupted();
      const row = next++;
      results[row] = await work(files[row], row);
    }
  };
  await Promise.all(Array.from({ length: Math.min(FILES_AT_ONCE, files.length) }, worker));
  return results;
}

async function headerOf(path: string): Promise<ImageHeader | undefined> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(new Uint8Array(HEADER_BYTES), 0, HEADER_BYTES, 0);
      const header = readImageHeader(buffer.subarray(0, bytesRead));
      if (header !== undefined || bytesRead < HEADER_BYTES) return header;
    } finally {
      await file.close();
    }
    return readImageHeader(await readFile(path));
  } catch (error) {
    throw readError(error, path);
  }
}

function corrupt(
  source: string,
  files: readonly ImageFile[],
  failures: ReadonlyMap<string, string>,
): TrainwellError {
  // By row, because files are worked on side by side.
  const first = files.find(({ file }) => failures.has(file))!.file;
  const count = failures.size === 1 ? "1 image" : `${failures.size} images`;
  const which =
    files.length === 1
      ? `${first} cannot be read`
      : `${count} of ${files.length} in ${source} cannot be read, first ${first}`;
  return new TrainwellError({
    kind: "input",
    code: "image-invalid",
    message: `${which}: ${failures.get(first)!.replace(/\.$/, "")}.`,
    details: { source, images: failures.size, file: first },
    hint: "Replace or remove them.",
  });
}

function needsSharp(file: string): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "image-format",
    message: `${file} is neither PNG nor JPEG, which are read without further packages.`,
    details: { file },
    hint: "Convert it, or install sharp beside Trainwell: npm install sharp.",
  });
}

function checkSize(
  bytes: number,
  { name, files, shape }: { name: string; files: number; shape: ImageShape },
): void {
  if (bytes <= MOST_BYTES) return;
  throw new TrainwellError({
    kind: "input",
    code: "images-too-large",
    message:
      `${files} images of ${shape.width} x ${shape.height} pixels in ${name} take ` +
      `${(bytes / 2 ** 30).toFixed(1)} GiB; at most 4 GiB are held.`,
    details: { source: name, bytes },
    hint: "Choose a smaller size: --set data.image.width=64.",
  });
}
