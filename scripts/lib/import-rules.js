import { posix } from "node:path";
import ts from "typescript";

/**
 * The folders of src/, lowest floor first. Folders on one floor do not import each other.
 *
 * @type {readonly (readonly string[])[]}
 */
export const FLOORS = [
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
  ["lab", "foreign"],
  ["tune"],
  ["actions"],
  ["cli", ""],
];

/** @typedef {ReadonlyMap<string, string>} Sources the texts of sources by their path under src/ */

/**
 * For each source, the sources that it imports, for types or for values, at once or later.
 *
 * @param {Sources} sources
 * @returns {Map<string, string[]>}
 */
export function importsOf(sources) {
  const imports = new Map();
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

/**
 * The folder of src/ that a source lies in; "" for one beside the folders.
 *
 * @param {string} path
 */
export function folderOf(path) {
  return path.includes("/") ? path.slice(0, path.indexOf("/")) : "";
}

/** @param {string} path */
function floorOf(path) {
  return FLOORS.findIndex((folders) => folders.includes(folderOf(path)));
}

/**
 * Sentences about imports that point upwards, sideways, out of src/, or at nothing.
 *
 * @param {Sources} sources
 * @returns {string[]}
 */
export function floorViolations(sources) {
  const found = [];
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

/**
 * The cycles among imports, each as the list of files along it.
 *
 * @param {Sources} sources
 * @returns {string[][]}
 */
export function importCycles(sources) {
  return cyclesOf(importsOf(sources));
}

/**
 * The cycles among the rooms of a folder of src/ (`data/read`, `data/split`), each as the list of rooms along
 * it. What lies beside the rooms is in none of them.
 *
 * @param {Sources} sources
 * @returns {string[][]}
 */
export function roomCycles(sources) {
  const rooms = new Map();
  for (const [from, targets] of importsOf(sources)) {
    const room = posix.dirname(from);
    if (!room.includes("/")) continue;
    const others = targets.map((target) => posix.dirname(target)).filter((other) => other.includes("/"));
    rooms.set(room, [...(rooms.get(room) ?? []), ...others.filter((other) => other !== room)]);
  }
  return cyclesOf(rooms);
}

/**
 * @param {ReadonlyMap<string, readonly string[]>} graph each node's targets
 * @returns {string[][]}
 */
function cyclesOf(graph) {
  const cycles = [];
  const finished = new Set();
  const path = [];
  const visit = (node) => {
    const at = path.indexOf(node);
    if (at >= 0) {
      cycles.push([...path.slice(at), node]);
      return;
    }
    if (finished.has(node)) return;
    path.push(node);
    for (const target of graph.get(node) ?? []) visit(target);
    path.pop();
    finished.add(node);
  };
  for (const node of graph.keys()) visit(node);
  return cycles;
}
