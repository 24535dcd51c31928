// The house that docs/architecture.md describes, as data: floors of rooms, and the imports between them.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { FLOORS, folderOf, importsOf } from "./import-rules.js";

/**
 * The row of docs/architecture.md that speaks of the sources beside the folders, which are what the package
 * exports.
 */
const ENTRIES = "*.ts";

/**
 * A folder of src/ with what it is for, how large it is, and from which rooms it imports how often.
 *
 * @typedef {object} Room
 * @property {string} name "" for the sources beside the folders
 * @property {string} title the name as docs/architecture.md has it
 * @property {string} description
 * @property {number} files
 * @property {number} lines
 * @property {ReadonlyMap<string, number>} imports import statements by the name of the other room
 */

/**
 * The published sources of src/: neither tests nor what only tests use.
 *
 * @param {string} root the checkout
 * @returns {Map<string, string>} texts by path under src/, sorted by path
 */
export function publishedSources(root) {
  const folder = join(root, "src");
  const paths = readdirSync(folder, { recursive: true })
    .map((path) => String(path).replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".ts") && !/\.(test|samples)\.ts$/.test(path))
    .sort();
  return new Map(paths.map((path) => [path, readFileSync(join(folder, path), "utf8")]));
}

/**
 * The description of each room in docs/architecture.md, from its table of folders.
 *
 * @param {string} markdown
 * @returns {Map<string, string>} descriptions by what stands in the first column, without the slash at its
 * end
 */
export function roomDescriptions(markdown) {
  const rows = markdown.matchAll(/^\| `([\w-]+\/|\*\.ts)` \| (.+) \|$/gm);
  return new Map([...rows].map(([, name, text]) => [name.replace("/", ""), text]));
}

/**
 * The floors, lowest first, with their rooms.
 *
 * @param {ReadonlyMap<string, string>} sources
 * @param {ReadonlyMap<string, string>} descriptions
 * @returns {Room[][]}
 */
export function houseOf(sources, descriptions) {
  const imports = importsOf(sources);
  return FLOORS.map((names) => names.map((name) => roomOf(name, { sources, imports, descriptions })));
}

function roomOf(name, { sources, imports, descriptions }) {
  const key = name === "" ? ENTRIES : name;
  const description = descriptions.get(key);
  if (description === undefined)
    throw new Error(`docs/architecture.md has no row for \`${key}\` in its table of folders.`);
  const own = [...sources].filter(([path]) => folderOf(path) === name);
  return {
    name,
    title: name === "" ? ENTRIES : `${name}/`,
    description: description.replaceAll("`", ""),
    files: own.length,
    lines: own.reduce((sum, [, text]) => sum + text.trimEnd().split("\n").length, 0),
    imports: countByRoom(
      own.flatMap(([path]) => imports.get(path) ?? []),
      name,
    ),
  };
}

function countByRoom(targets, own) {
  const counts = new Map();
  for (const room of targets.map(folderOf)) if (room !== own) counts.set(room, (counts.get(room) ?? 0) + 1);
  return counts;
}
