import { join } from "node:path";
import { TrainwellError } from "../../base/errors.ts";
import type { DataArray } from "./array-values.ts";
import { tableFromArrays } from "./arrays.ts";
import { isNpy, parseNpy } from "./npy.ts";
import { readBytes } from "./read-bytes.node.ts";
import type { SourceReader } from "./source-reader.ts";

const ZIP_MAGIC = [0x50, 0x4b];

/** One .npy file: its array is a column by the file's name. */
export const npyFile: SourceReader = {
  title: "a .npy file",
  accepts: ({ isFolder, extension, head }) => !isFolder && (extension === "npy" || isNpy(head)),
  async read({ path, name }, options) {
    const array = parseNpy(await readBytes(path, options), name);
    return tableFromArrays({ [stem(name)]: array }, { source: name, types: options.types });
  },
};

/** A folder of .npy files: each is a column by its name. */
export const npyFolder: SourceReader = {
  title: "a folder of .npy files",
  accepts: ({ isFolder, entries }) => isFolder && entries.some((entry) => entry.endsWith(".npy")),
  async read({ path, name, entries }, options) {
    const arrays: [string, DataArray][] = [];
    for (const entry of entries.filter((candidate) => candidate.endsWith(".npy")))
      arrays.push([stem(entry), parseNpy(await readBytes(join(path, entry), options), entry)]);
    return tableFromArrays(Object.fromEntries(arrays), { source: name, types: options.types });
  },
};

/** A .npz file, as `numpy.savez` writes it: each array is a column by its name. */
export const npzFile: SourceReader = {
  title: "a .npz file",
  accepts: ({ isFolder, extension, head }) =>
    !isFolder &&
    (extension === "npz" || (extension === "" && ZIP_MAGIC.every((byte, at) => head[at] === byte))),
  async read({ path, name }, options) {
    const arrays = (await unzip(await readBytes(path, options), name)).map(
      ([entry, bytes]): [string, DataArray] => [
        stem(entry),
        parseNpy(bytes, `${name}, array "${stem(entry)}"`),
      ],
    );
    return tableFromArrays(Object.fromEntries(arrays), { source: name, types: options.types });
  },
};

async function unzip(bytes: Uint8Array, source: string): Promise<[string, Uint8Array][]> {
  const { unzipSync } = await import("fflate");
  try {
    const files = Object.entries(unzipSync(bytes)).filter(([entry]) => entry.endsWith(".npy"));
    if (files.length > 0) return files;
  } catch (cause) {
    throw invalidNpz(
      source,
      `it cannot be unpacked: ${cause instanceof Error ? cause.message : cause}`,
      cause,
    );
  }
  throw invalidNpz(source, "it holds no array");
}

function stem(file: string): string {
  return file.replace(/\.npy$/, "");
}

function invalidNpz(source: string, what: string, cause?: unknown): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "npz-invalid",
    message: `${source} is no sound .npz file: ${what}.`,
    details: { source },
    hint: "Save it anew with numpy.savez or numpy.savez_compressed.",
    ...(cause === undefined ? {} : { cause }),
  });
}
