import { entry } from "./lib/document.js";
import { mean, withInterval } from "./lib/pairs.js";
import { improveOnSplit, scoreOf } from "./ours.js";
import { peerScores } from "./quality/peer-scores.js";
import { writeSplitTable } from "./quality/split-table.js";
import { outerSplits, SPLITS, tables } from "./quality/tables.js";

/** Our score on the test rows of each outer split: accuracy or RMSE. */
async function ourScores(table, { splits, log, budget }) {
  const scores = [];
  for (const [split, { train }] of outerSplits(table).slice(0, splits).entries()) {
    const { path, folder } = writeSplitTable(table, { split, train });
    const { test } = await improveOnSplit({ ...table, path, folder, seed: split + 1, budget });
    const score = scoreOf(test, table.task);
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
