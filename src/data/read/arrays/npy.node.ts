import { stat } from "node:fs/promises";
import { join } from "node:path";
import { TrainwellError } from "../../../base/errors.ts";
import { readError } from "../sources/file-errors.node.ts";
import { readBytes, readSourceBytes } from "../sources/read-bytes.node.ts";
import type { ReadOptions, SourceFacts, SourceReader } from "../sources/source-reader.ts";
import { checkDeclared, unpackingLimit } from "../sources/unpacking.node.ts";
import { readZipDirectory, type ZipEntry, zipEntrySource } from "../sources/zip-directory.node.ts";
import type { DataArray } from "./array-values.ts";
import { tableFromArrays } from "./arrays.ts";
import { isNpy, npySize, parseNpy } from "./npy.ts";

/** One .npy file: its array is a column by the file's name. */
export const npyFile: SourceReader = {
  title: "a .npy file",
  accepts: ({ isFolder, extension, head }) => !isFolder && (extension === "npy" || isNpy(head)),
  isStreamed: true,
  async read({ source, size, isPacked }, options) {
    // A file that lies there unpacked may be as large as it is.
    const limitBytes = isPacked ? unpackingLimit(size) : Number.POSITIVE_INFINITY;
    const bytes = await readSourceBytes(source, { signal: options.signal, declared: npySize, limitBytes });
    const array = parseNpy(bytes, source.name);
    return tableFromArrays({ [stem(source.name)]: array }, { source: source.name, types: options.types });
  },
};

/** A folder of .npy files: each is a column by its name. */
export const npyFolder: SourceReader = {
  title: "a folder of .npy files",
  accepts: ({ isFolder, entries }) => isFolder && entries.some((entry) => entry.endsWith(".npy")),
  async read({ path, name, entries }, options) {
    const arrays: [string, DataArray][] = [];
    for (const entry of entries.filter((candidate) => candidate.endsWith(".npy"))) {
      const bytes = await readBytes(join(path, entry), { signal: options.signal, declared: npySize });
      arrays.push([stem(entry), parseNpy(bytes, entry)]);
    }
    return tableFromArrays(Object.fromEntries(arrays), { source: name, types: options.types });
  },
};

/** A .npz file, as `numpy.savez` writes it: each array is a column by its name. */
export const npzFile: SourceReader = {
  title: "a .npz file",
  accepts: ({ isFolder, extension, packed }) =>
    !isFolder &&
    (extension === "npz" || (packed.length > 0 && packed.every(({ name }) => name.endsWith(".npy")))),
  async read(facts, options) {
    const arrays = await arraysOf(facts, options);
    return tableFromArrays(Object.fromEntries(arrays), { source: facts.name, types: options.types });
  },
};

async function arraysOf({ path, name }: SourceFacts, options: ReadOptions): Promise<[string, DataArray][]> {
  try {
    const entries = (await readZipDirectory(path, name)).filter((entry) => entry.name.endsWith(".npy"));
    if (entries.length === 0) throw invalidNpz(name, "it holds no array");
    const { size } = await stat(path);
    const limitBytes = unpackingLimit(size);
    // All arrays together are held to what a file of this size may unpack to.
    const declaredBytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
    checkDeclared({ name, declaredBytes, limitBytes });
    const arrays: [string, DataArray][] = [];
    for (const entry of entries) arrays.push(await readArray(entry, { path, name, size }, options));
    return arrays;
  } catch (error) {
    throw readError(error, path);
  }
}

async function readArray(
  entry: ZipEntry,
  archive: { path: string; name: string; size: number },
  options: ReadOptions,
): Promise<[string, DataArray]> {
  const source = { ...zipEntrySource(entry, archive), name: `${archive.name}, array "${stem(entry.name)}"` };
  const bytes = await readSourceBytes(source, {
    signal: options.signal,
    declared: npySize,
    limitBytes: unpackingLimit(archive.size),
  });
  return [stem(entry.name), parseNpy(bytes, source.name)];
}

function stem(file: string): string {
  return file.replace(/\.npy$/, "");
}

function invalidNpz(source: string, what: string): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "npz-invalid",
    message: `${source} is no sound .npz file: ${what}.`,
    details: { source },
    hint: "Save it anew with numpy.savez or numpy.savez_compressed.",
  });
}
