import { basename } from "node:path";
import { filesUnder } from "./paths.ts";

/**
 * The file of src/ that is called as a kind, in a folder or in one of its rooms: "maxPool2d" in
 * `max-pool2d.ts`; where there is none, the one that was expected.
 */
export function kindFile(
  folder: string,
  kind: string,
  name = `${kind.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.ts`,
): string {
  return filesUnder(folder).find((path) => basename(path) === name) ?? `${folder}/${name}`;
}
