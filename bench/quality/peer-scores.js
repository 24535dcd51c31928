import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { benchFile, requirePeerPython, scratch } from "../lib/paths.js";
import { outerSplits, SPLITS, tables } from "./tables.js";

/**
 * The scores of scikit-learn's models on the first outer splits of a table, from .bench/quality where they
 * were computed before for this table, these splits and this script.
 *
 * @returns {Record<string, number[]>} accuracy or RMSE per split, by model.
 */
export function peerScores(table, { splits: count = SPLITS } = {}) {
  const python = requirePeerPython();
  const folder = join(scratch, "quality");
  mkdirSync(folder, { recursive: true });
  const splits = JSON.stringify(outerSplits(table).slice(0, count));
  const script = benchFile("quality", "peers.py");
  const version = createHash("sha256")
    .update(readFileSync(table.path))
    .update(splits)
    .update(readFileSync(script))
    .digest("hex")
    .slice(0, 12);
  const splitsPath = join(folder, `${table.name}-splits.json`);
  const out = join(folder, `${table.name}-peers-${version}.json`);
  writeFileSync(splitsPath, splits);
  const args = [script, table.path, table.task, splitsPath, out];
  const { status } = spawnSync(python, args, { stdio: ["ignore", 2, 2] });
  if (status !== 0) throw new Error(`scikit-learn's models failed on ${table.name} (exit code ${status}).`);
  return JSON.parse(readFileSync(out, "utf8"));
}

// Run as a script, it fills the cache: node bench/quality/peer-scores.js
if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const table of tables()) peerScores(table);
}
