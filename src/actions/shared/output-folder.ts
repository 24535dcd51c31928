import { existsSync } from "node:fs";
import { access, constants, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { TrainwellError } from "../../base/errors.ts";
import { writeFileAtomically } from "../../store/atomic-write.node.ts";
import { makeFolder } from "../../store/make-folder.node.ts";
import { writingReason } from "./output-file.ts";

/** A place for results that is known to be writable before any work begins. */
export class OutputFolder {
  readonly path: string;
  readonly #files = new Map<string, string>();

  readonly #isNew: boolean;

  private constructor(path: string, isNew: boolean) {
    this.path = path;
    this.#isNew = isNew;
  }

  /** Makes the folder and checks that it can be written to. @throws TrainwellError `folder-unwritable`. */
  static async open(path: string): Promise<OutputFolder> {
    const isNew = !existsSync(path);
    try {
      makeFolder(path);
      await access(path, constants.W_OK);
    } catch (cause) {
      throw new TrainwellError({
        kind: "failure",
        code: "folder-unwritable",
        message: `The folder ${path} cannot be written to: ${writingReason(cause)}.`,
        details: { path },
        hint: "Choose another folder with --out, or change its permissions.",
        cause,
      });
    }
    return new OutputFolder(path, isNew);
  }

  /**
   * Does work that writes here; where it fails before anything was written, a folder that was made for it
   * goes away.
   */
  async filledBy<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      // A folder with something in it is not removed by rmdir.
      if (this.#isNew) await rmdir(this.path).catch(() => {});
      throw error;
    }
  }

  /** Writes a file whole or not at all, and lists it under `kind`. */
  async write(kind: string, name: string, content: string | Uint8Array): Promise<void> {
    const path = join(this.path, name);
    await writeFileAtomically(
      path,
      typeof content === "string" ? new TextEncoder().encode(content) : content,
    );
    this.#files.set(kind, path);
  }

  /** The files written so far, by kind, in the order of the alphabet, because several are written at once. */
  get files(): Record<string, string> {
    return Object.fromEntries([...this.#files].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
