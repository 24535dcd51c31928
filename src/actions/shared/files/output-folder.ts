import { join } from "node:path";
import { TrainwellError } from "../../../base/errors.ts";
import { writeFileAtomically } from "../../../store/atomic-write.node.ts";
import { makeFolder } from "../../../store/make-folder.node.ts";
import { checkKeepsInputs, type InputPaths } from "./kept-inputs.ts";
import { checkWritableFolder, writingReason } from "./output-file.ts";

/** A place for results, known to be writable before any work begins, and made when the first is there. */
export class OutputFolder<Kind extends string> {
  readonly path: string;
  readonly #names: Readonly<Record<Kind, string>>;
  readonly #files = new Map<Kind, string>();

  private constructor(path: string, names: Readonly<Record<Kind, string>>) {
    this.path = path;
    this.#names = names;
  }

  /**
   * Checks that files can be written to a folder and that none of them is one that the call reads; makes
   * nothing yet.
   *
   * @param options `names` of all files that will be written, by kind, and the `inputs` that the call reads.
   * @throws TrainwellError `folder-unwritable` or `output-is-input`.
   */
  static async open<Kind extends string>(
    path: string,
    { names, inputs }: { names: Readonly<Record<Kind, string>>; inputs: InputPaths },
  ): Promise<OutputFolder<Kind>> {
    checkKeepsInputs(
      Object.values<string>(names).map((name) => join(path, name)),
      inputs,
    );
    await checkWritableFolder(path).catch((cause) => {
      throw unwritable(path, cause);
    });
    return new OutputFolder(path, names);
  }

  /**
   * Writes a file whole or not at all, and lists it under `kind`.
   *
   * @throws TrainwellError `folder-unwritable`.
   */
  async write(kind: Kind, content: string | Uint8Array): Promise<void> {
    const path = join(this.path, this.#names[kind]);
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    try {
      makeFolder(this.path);
      await writeFileAtomically(path, bytes);
    } catch (cause) {
      throw unwritable(this.path, cause);
    }
    this.#files.set(kind, path);
  }

  /** The files written so far, by kind, in the order of the alphabet, because several are written at once. */
  get files(): Partial<Record<Kind, string>> {
    const sorted = [...this.#files].sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(sorted) as Partial<Record<Kind, string>>;
  }

  /** All files by kind, for when each has been written. */
  get allFiles(): Record<Kind, string> {
    const missing = Object.keys(this.#names).filter((kind) => !this.#files.has(kind as Kind));
    if (missing.length > 0) throw new Error(`not written yet: ${missing.join(", ")}`);
    return this.files as Record<Kind, string>;
  }
}

function unwritable(path: string, cause: unknown): TrainwellError {
  return new TrainwellError({
    kind: "failure",
    code: "folder-unwritable",
    message: `The folder ${path} cannot be written to: ${writingReason(cause)}.`,
    details: { path },
    hint: "Choose another folder with --out, or change its permissions.",
    cause,
  });
}
