import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parse } from "csv-parse/sync";
import { seededRandom } from "../lib/pairs.js";
import { benchFile, requirePeerPython, root, scratch } from "../lib/paths.js";

export const SPLITS = 20;
const TEST_SHARE = 0.2;
const REGRESSION = new Set(["diabetes", "friedman1", "friedman3", "steps"]);

/** The bundled tables: the target is the last column. */
export function tables() {
  return tablesIn(join(root, "data"));
}

/**
 * Small tables beside the bundled ones, on which nothing was ever tuned: generated or bundled by scikit-learn
 * (`further_tables.py`), some with categories and missing numbers. Written once into .bench/quality/further.
 */
export function furtherTables() {
  const folder = join(scratch, "quality", "further");
  if (!existsSync(folder)) {
    const { status } = spawnSync(requirePeerPython(), [benchFile("quality", "further_tables.py"), folder], {
      stdio: ["ignore", 2, 2],
    });
    if (status !== 0) throw new Error(`further_tables.py failed (exit code ${status}).`);
  }
  return tablesIn(folder);
}

function tablesIn(folder) {
  const files = readdirSync(folder).filter((file) => file.endsWith(".csv"));
  return files.map((file) => {
    const path = join(folder, file);
    const [header, ...rows] = parse(readFileSync(path));
    const name = basename(file, ".csv");
    const task = REGRESSION.has(name) ? "regression" : "classification";
    return { name, path, header, rows, target: header[header.length - 1], task };
  });
}

/**
 * The outer splits of a table, a function of the table and the split's number alone: 80% to learn from and
 * 20% to be tested on, stratified by class. Ours and the peers get the same rows; what they do with the
 * training rows is theirs.
 *
 * @returns one `{ train, test }` of ascending row numbers per split.
 */
export function outerSplits({ name, rows, task }) {
  return Array.from({ length: SPLITS }, (_, split) => {
    const random = seededRandom(hash(`${name}/${split}`));
    const test = new Set(drawShare(strata(rows, task), { share: TEST_SHARE, random }));
    const all = rows.map((_, row) => row);
    return { train: all.filter((row) => !test.has(row)), test: all.filter((row) => test.has(row)) };
  });
}

function strata(rows, task) {
  if (task === "regression") return [rows.map((_, row) => row)];
  const groups = new Map();
  rows.forEach((cells, row) => {
    const label = cells[cells.length - 1];
    groups.set(label, [...(groups.get(label) ?? []), row]);
  });
  return [...groups.values()];
}

function drawShare(groups, { share, random }) {
  return groups.flatMap((group) => {
    const shuffled = group.map((row) => ({ row, key: random() })).sort((a, b) => a.key - b.key);
    return shuffled.slice(0, Math.round(group.length * share)).map(({ row }) => row);
  });
}

/** FNV-1a. */
function hash(text) {
  let state = 0x811c9dc5;
  for (const character of text) state = Math.imul(state ^ character.charCodeAt(0), 0x01000193);
  return state >>> 0;
}
