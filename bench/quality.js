import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { entry } from "./lib/document.js";
import { mean, withInterval } from "./lib/pairs.js";
import { scratch } from "./lib/paths.js";
import { improveOnSplit } from "./ours.js";
import { peerScores } from "./quality/peer-scores.js";
import { outerSplits, SPLITS, tables } from "./quality/tables.js";

/** The table with a last column that says which rows are for the test. */
function writeSplitTable(table, { split, train }) {
  const learnt = new Set(train);
  const partOf = (row) => (learnt.has(row) ? "other" : "test");
  const folder = join(scratch, "quality", table.name, String(split));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${table.name}.csv`);
  const lines = [[...table.header, "split"], ...table.rows.map((cells, row) => [...cells, partOf(row)])];
  writeFileSync(path, lines.map((cells) => `${cells.map(quoted).join(",")}\n`).join(""));
  return { path, folder };
}

function quoted(cell) {
  return /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** Our score on the test rows of each outer split: accuracy or RMSE. */
async function ourScores(table, { splits, log, budget }) {
  const scores = [];
  for (const [split, { train }] of outerSplits(table).slice(0, splits).entries()) {
    const { path, folder } = writeSplitTable(table, { split, train });
    const score = await improveOnSplit({ ...table, path, folder, seed: split + 1, budget });
    scores.push(score);
    log(`quality-${table.name}: split ${split + 1} of ${splits}: ${score.toFixed(4)}`);
  }
  return scores;
}

/**
 * Ours against the peer that is best on average. The ratio is above 1 where ours is ahead; `difference` is
 * the mean paired difference that the requirement is about (points of accuracy, or percent of the peer's
 * RMSE; positive where ours is better), with its 95% interval.
 */
async function run(table, context) {
  const splits = Math.min(context.splits ?? SPLITS, SPLITS);
  const peers = Object.entries(peerScores(table)).map(([name, scores]) => [name, scores.slice(0, splits)]);
  const sign = table.task === "regression" ? -1 : 1;
  const [peerName, theirs] = peers.reduce((best, next) =>
    sign * mean(next[1]) > sign * mean(best[1]) ? next : best,
  );
  const ours = await ourScores(table, { ...context, splits });
  const pairs = ours.map((score, split) => ({ ours: score, theirs: theirs[split] }));
  const means = (rounds) => [
    mean(rounds.map((round) => round.ours)),
    mean(rounds.map((round) => round.theirs)),
  ];
  const ratioOf = (rounds) => {
    const [a, b] = means(rounds);
    return table.task === "regression" ? b / a : a / b;
  };
  const differenceOf = (rounds) => {
    const [a, b] = means(rounds);
    return table.task === "regression" ? (100 * (b - a)) / b : 100 * (a - b);
  };
  const { value: ratio, low, high } = withInterval(pairs, ratioOf);
  const measured = {
    name: `quality-${table.name}`,
    ours: mean(ours),
    peer: mean(theirs),
    peerName: `scikit-learn ${peerName}`,
    unit: table.task === "regression" ? "RMSE" : "accuracy",
    ratio,
    low,
    high,
  };
  return [{ ...entry(measured), difference: withInterval(pairs, differenceOf) }];
}

export const benchmarks = tables().map((table) => ({
  name: `quality-${table.name}`,
  run: (context) => run(table, context),
}));
