import { posix } from "node:path";
import ts from "typescript";

/** The folders of src/, lowest floor first. Folders on one floor do not import each other. */
export const FLOORS: readonly (readonly string[])[] = [
  ["base"],
  ["graph", "report"],
  ["runtime"],
  ["nn", "optim", "data"],
  ["recipe"],
  ["run", "interop"],
  ["store"],
  ["program"],
  ["model"],
  ["train"],
  ["measure"],
  ["clinic"],
  ["lab"],
  ["actions"],
  ["cli", ""],
];

/** Sources by their path under src/. */
export type Sources = ReadonlyMap<string, string>;

/** For each source, the sources that it imports, for types or for values, at once or later. */
export function importsOf(sources: Sources): Map<string, string[]> {
  const imports = new Map<string, string[]>();
  for (const [path, text] of sources) {
    const specifiers = ts.preProcessFile(text, true, true).importedFiles.map((file) => file.fileName);
    const relative = specifiers.filter((specifier) => specifier.startsWith("."));
    imports.set(
      path,
      relative.map((specifier) => posix.join(posix.dirname(path), specifier)),
    );
  }
  return imports;
}

function folderOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.indexOf("/")) : "";
}

function floorOf(path: string): number {
  return FLOORS.findIndex((folders) => folders.includes(folderOf(path)));
}

/** Sentences about imports that point upwards, sideways, out of src/, or at nothing. */
export function floorViolations(sources: Sources): string[] {
  const found: string[] = [];
  for (const [from, targets] of importsOf(sources)) {
    if (floorOf(from) < 0) found.push(`${from} lies in a folder that has no floor`);
    for (const to of targets) {
      if (!sources.has(to)) found.push(`${from} imports ${to}, which is no source`);
      else if (floorOf(to) > floorOf(from)) found.push(`${from} imports upwards: ${to}`);
      else if (floorOf(to) === floorOf(from) && folderOf(to) !== folderOf(from))
        found.push(`${from} imports its neighbour ${to}`);
    }
  }
  return found;
}

/** The cycles among imports, each as the list of files along it. */
export function importCycles(sources: Sources): string[][] {
  const imports = importsOf(sources);
  const cycles: string[][] = [];
  const finished = new Set<string>();
  const path: string[] = [];
  const visit = (file: string) => {
    const at = path.indexOf(file);
    if (at >= 0) {
      cycles.push([...path.slice(at), file]);
      return;
    }
    if (finished.has(file)) return;
    path.push(file);
    for (const target of imports.get(file) ?? []) visit(target);
    path.pop();
    finished.add(file);
  };
  for (const file of imports.keys()) visit(file);
  return cycles;
}
