import { realpathSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { TrainwellError } from "../../../base/errors.ts";
import { databasePath, isServerAddress } from "../../../store/store-address.ts";

const READ_AS: Readonly<Record<InputName, string>> = {
  data: "the data that are read",
  recipe: "the recipe that is read",
  model: "the model that is read",
  store: "the run store",
};

/** The places that a call reads; where they are no paths, such as tables in memory, they are no files. */
export interface InputPaths {
  readonly data?: unknown;
  readonly recipe?: unknown;
  /** A model's file, or the folder that has it, which may get further files. */
  readonly model?: unknown;
  /** The folder of the run store, which only the store itself writes to. */
  readonly store?: unknown;
}

/**
 * Refuses to write over what a call reads, however its path is spelt: a file that is read, a file within a
 * folder that is read, and one within the run store.
 *
 * @param outputs the files that will be written.
 * @throws TrainwellError `output-is-input`.
 */
export function checkKeepsInputs(outputs: readonly string[], inputs: InputPaths): void {
  const read = (Object.keys(READ_AS) as InputName[]).flatMap((name) => {
    const path = inputs[name];
    return typeof path === "string" ? filesOf(name, path).map((file) => ({ name, path, file })) : [];
  });
  for (const output of outputs)
    for (const input of read) if (isWithin(output, input.file)) throw outputIsInput(output, input);
}

type InputName = keyof InputPaths;

/** The files and folders that a call reads of an input. */
function filesOf(name: InputName, path: string): string[] {
  if (name === "store" && isServerAddress(path)) return [];
  if (name === "store") return [databasePath(path), join(path, "runs")];
  if (name === "data") return [fileOf(path)];
  return name === "model" ? [join(path, "model.safetensors"), ...(isFolder(path) ? [] : [path])] : [path];
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** A path with # in it that leads to nothing names a part of the file before it. */
function fileOf(path: string): string {
  const at = path.lastIndexOf("#");
  return at > 0 && identityOf(path) === undefined ? path.slice(0, at) : path;
}

/** Whether a file is another one, or within that folder. */
function isWithin(output: string, input: string): boolean {
  const wanted = identityOf(input);
  if (wanted !== undefined && identityOf(output) === wanted) return true;
  const way = relative(realPath(input), realPath(output));
  return way === "" || !(way === ".." || way.startsWith(`..${sep}`) || resolve(way) === way);
}

/** The number of a file or folder, which links and other spellings share; undefined where there is none. */
function identityOf(path: string): string | undefined {
  try {
    const { dev, ino } = statSync(path, { bigint: true });
    return `${dev} ${ino}`;
  } catch {
    return undefined;
  }
}

/** A path without links, also of what is not there yet. */
function realPath(path: string): string {
  const full = resolve(path);
  try {
    return realpathSync.native(full);
  } catch {
    return dirname(full) === full ? full : join(realPath(dirname(full)), basename(full));
  }
}

function outputIsInput(
  output: string,
  { name, path, file }: { name: InputName; path: string; file: string },
): TrainwellError {
  const place = identityOf(output) === identityOf(file) ? "is" : "would lie within";
  return new TrainwellError({
    kind: "usage",
    code: "output-is-input",
    message: `${output} ${place} ${READ_AS[name]} (${path}), and would be written over or mixed with it.`,
    details: { output, input: path },
    hint: "Choose another place with --out.",
  });
}
