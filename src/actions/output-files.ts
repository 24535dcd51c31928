import { access, constants } from "node:fs/promises";
import { join } from "node:path";
import { TrainwellError } from "../base/errors.ts";
import { writeFileAtomically } from "../store/atomic-write.node.ts";
import { makeFolder } from "../store/make-folder.node.ts";

/** A place for results that is known to be writable before any work begins. */
export class OutputFolder {
  readonly path: string;
  readonly #files = new Map<string, string>();

  private constructor(path: string) {
    this.path = path;
  }

  /** Makes the folder and checks that it can be written to. @throws TrainwellError `folder-unwritable`. */
  static async open(path: string): Promise<OutputFolder> {
    try {
      makeFolder(path);
      await access(path, constants.W_OK);
    } catch (cause) {
      throw new TrainwellError({
        kind: "failure",
        code: "folder-unwritable",
        message: `The folder ${path} cannot be written to: ${cause instanceof Error ? cause.message : cause}.`,
        details: { path },
        hint: "Choose another folder with --out, or change its permissions.",
        cause,
      });
    }
    return new OutputFolder(path);
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

  /** The files written so far, by kind. */
  get files(): Record<string, string> {
    return Object.fromEntries(this.#files);
  }
}
