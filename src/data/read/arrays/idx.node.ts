import { readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { TrainwellError } from "../../../base/errors.ts";
import { type Part, partOfWord } from "../../split/part-names.ts";
import type { Column, Table } from "../../table/table.ts";
import { isGzip, readBytes } from "../sources/read-bytes.node.ts";
import type { ReadOptions, SourceReader } from "../sources/source-reader.ts";
import { concatenateArrays, type DataArray, type NumberArray } from "./array-values.ts";
import { labelColumn, splitColumn, tensorColumn } from "./arrays.ts";
import { idxSize, isIdx, parseIdx } from "./idx.ts";

const IDX_NAME = /^(?<prefix>.*?)[-_.]?(?<holds>images|labels)[-_.]idx\d[-_]?ubyte(?:\.gz)?$/i;

/** An IDX file by its name, as MNIST names them: `train-images-idx3-ubyte`. */
interface NamedIdx {
  readonly file: string;
  /** The part of the name before "images" or "labels". */
  readonly prefix: string;
  readonly holds: "images" | "labels";
}

/**
 * A folder with the IDX files of MNIST and its kin: `train-images-idx3-ubyte`, `train-labels-idx1-ubyte` and
 * the same with `t10k` or `test`, each perhaps packed by gzip. Columns: "image" [channels, height, width],
 * "label", and "split" with train and test where both are there.
 */
export const idxFolder: SourceReader = {
  title: "a folder with IDX files",
  accepts: ({ isFolder, entries }) => isFolder && entries.some((entry) => IDX_NAME.test(entry)),
  async read({ path, name, entries }, options) {
    const files = entries.flatMap(namedIdx);
    const prefixes = [...new Set(files.map(({ prefix }) => prefix))].sort(byPart);
    const parts = [];
    for (const prefix of prefixes) {
      const of = (holds: NamedIdx["holds"]) =>
        files.find((file) => file.prefix === prefix && file.holds === holds);
      parts.push(await readPart(path, { images: of("images"), labels: of("labels") }, options));
    }
    return tableOfParts(name, parts);
  },
};

/** One IDX file of images, with the labels that lie beside it where there are some. */
export const idxFile: SourceReader = {
  title: "an IDX file",
  accepts: ({ isFolder, name, head }) =>
    !isFolder && (isIdx(head) || IDX_NAME.test(name) || (isGzip(head) && /[-_.]idx\d/i.test(name))),
  async read({ path, name }, options) {
    const [own] = namedIdx(name);
    if (own === undefined)
      return tableOfParts(name, [await readPart(dirname(path), { images: anonymous(name) }, options)]);
    const beside = (await readdir(dirname(path))).sort().flatMap(namedIdx);
    const labels = beside.find((file) => file.prefix === own.prefix && file.holds === "labels");
    const files = own.holds === "labels" ? { labels: own } : { images: own, labels };
    return tableOfParts(name, [await readPart(dirname(path), files, options)]);
  },
};

function namedIdx(file: string): NamedIdx[] {
  const { prefix, holds } = IDX_NAME.exec(file)?.groups ?? {};
  if (holds === undefined) return [];
  return [{ file, prefix, holds: holds.toLowerCase() as NamedIdx["holds"] }];
}

function anonymous(file: string): NamedIdx {
  return { file, prefix: "", holds: "images" };
}

interface IdxPart {
  readonly prefix: string;
  readonly images: DataArray;
  readonly labels: DataArray | undefined;
}

async function readPart(
  folder: string,
  files: { images?: NamedIdx | undefined; labels?: NamedIdx | undefined },
  options: ReadOptions,
): Promise<IdxPart> {
  const { images, labels } = files;
  if (images === undefined) throw labelsAlone(labels!.file);
  const read = async (file: string) =>
    parseIdx(await readBytes(join(folder, file), { signal: options.signal, declared: idxSize }), file);
  const part = {
    prefix: images.prefix,
    images: await read(images.file),
    labels: labels && (await read(labels.file)),
  };
  checkImages(part.images, images.file);
  const [rows, labelled] = [part.images.shape[0], part.labels?.shape[0]];
  if (labelled !== undefined && (labelled !== rows || part.labels!.shape.length > 1))
    throw invalidFiles(
      `${images.file} has ${rows} images, and ${labels!.file} has labels of shape ` +
        `[${part.labels!.shape.join(", ")}]; expected one label for each image`,
      "Give the labels that belong to the images.",
    );
  return part;
}

function checkImages({ shape }: DataArray, file: string): void {
  if (shape.length === 1) throw labelsAlone(file);
  if (shape.includes(0))
    throw invalidFiles(`${file} has no images: its shape is [${shape.join(", ")}]`, "Get the file again.");
}

function tableOfParts(source: string, parts: readonly IdxPart[]): Table {
  const unlabelled = parts.filter(({ labels }) => labels === undefined);
  if (unlabelled.length > 0 && unlabelled.length < parts.length)
    throw invalidFiles(
      `${source} has labels for some of its images only`,
      "Put the labels beside every file of images.",
    );
  const images = concatenateArrays(
    parts.map((part) => part.images),
    "image",
  );
  const columns: Column[] = [tensorColumn("image", images, source)];
  if (unlabelled.length === 0) {
    const labels = concatenateArrays(
      parts.map((part) => part.labels!),
      "label",
    );
    columns.push(labelColumn("label", labels.data as NumberArray));
  }
  const split = partColumn(parts);
  return {
    source,
    rows: images.shape[0],
    columns: split === undefined ? columns : [...columns, split],
    ...(unlabelled.length === 0 ? { targetColumn: "label" } : {}),
    ...(split === undefined ? {} : { splitColumn: split.name }),
  };
}

/** Where the names say train and another part for all files. */
function partColumn(parts: readonly IdxPart[]) {
  const names = parts.map(({ prefix }) => partOf(prefix));
  if (parts.length < 2 || names.includes(undefined) || !names.includes("train")) return undefined;
  return splitColumn(
    names as Part[],
    parts.map(({ images }) => images.shape[0]),
  );
}

function partOf(prefix: string): Part | undefined {
  return prefix
    .split(/[-_.]/)
    .map(partOfWord)
    .find((part) => part !== undefined);
}

/** Training files first, then by name. */
function byPart(a: string, b: string): number {
  const rank = (prefix: string) => Number(partOf(prefix) !== "train");
  return rank(a) - rank(b) || (a < b ? -1 : 1);
}

function labelsAlone(file: string): TrainwellError {
  return invalidFiles(
    `${basename(file)} holds labels alone; expected the images that they belong to`,
    "Give the folder with both files, or the file of images.",
  );
}

function invalidFiles(what: string, hint: string): TrainwellError {
  return new TrainwellError({ kind: "input", code: "idx-files-invalid", message: `${what}.`, hint });
}
