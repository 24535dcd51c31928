import { join } from "node:path";
import { TrainwellError } from "../../base/errors.ts";
import { writeFileAtomically } from "../../store/atomic-write.node.ts";
import { makeFolder } from "../../store/make-folder.node.ts";
import { checkKeepsInputs, type InputPaths } from "./kept-inputs.ts";
import { checkWritableFolder, writingReason } from "./output-file.ts";

/** A place for results, known to be writable before any work begins, and made when the first is there. */
export class OutputFolder {
  readonly path: string;
  readonly #names: ReadonlySet<string>;
  readonly #files = new Map<string, string>();

  private constructor(path: string, names: readonly string[]) {
    this.path = path;
    this.#names = new Set(names);
  }

  /**
   * Checks that files can be written to a folder and that none of them is one that the call reads; makes
   * nothing yet.
   *
   * @param options `names` of all files that will be written, and the `inputs` that the call reads.
   * @throws TrainwellError `folder-unwritable` or `output-is-input`.
   */
  static async open(
    path: string,
    { names, inputs }: { names: readonly string[]; inputs: InputPaths },
  ): Promise<OutputFolder> {
    checkKeepsInputs(
      names.map((name) => join(path, name)),
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
  async write(kind: string, name: string, content: string | Uint8Array): Promise<void> {
    if (!this.#names.has(name)) throw new Error(`the file ${name} was not announced`);
    const path = join(this.path, name);
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
  get files(): Record<string, string> {
    return Object.fromEntries([...this.#files].sort(([a], [b]) => (a < b ? -1 : 1)));
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
