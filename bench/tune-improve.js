// Figure 5 of the tuner: `improve` against scikit-learn's models on the same rows.
import { entry } from "./lib/document.js";
import { mean, withInterval } from "./lib/pairs.js";
import { improveOnSplit, scoreOf } from "./ours.js";
import { peerScores } from "./quality/peer-scores.js";
import { writeSplitTable } from "./quality/split-table.js";
import { furtherTables, outerSplits, SPLITS, tables } from "./quality/tables.js";
import { ranksOf } from "./tune/rank-studies.js";

const BUDGET = "60s";

/** Of a family with several models, the one that is better on average stands for it. */
const FAMILIES = {
  linear: ["LogisticRegressionCV", "RidgeCV"],
  forest: ["RandomForestClassifier", "RandomForestRegressor"],
  boosting: [
    "GradientBoostingClassifier",
    "HistGradientBoostingClassifier",
    "GradientBoostingRegressor",
    "HistGradientBoostingRegressor",
  ],
  MLP: ["MLPClassifier", "MLPRegressor"],
};

/** Scores of each family by split, as losses: lower is better. */
function familyLosses(table, { splits }) {
  const models = Object.entries(peerScores(table, { splits }));
  const toLosses = (scores) => scores.map((score) => lossOf(score, table.task));
  return Object.fromEntries(
    Object.entries(FAMILIES).map(([family, names]) => {
      const own = models.filter(([name]) => names.includes(name)).map(([, scores]) => toLosses(scores));
      return [family, own.reduce((best, next) => (mean(next) < mean(best) ? next : best))];
    }),
  );
}

function lossOf(score, task) {
  return task === "regression" ? score : 1 - score;
}

/** Our test score on each outer split, and that of the recipe that the job began with. */
async function ourScores(table, { splits, log, budget = BUDGET }) {
  const scores = [];
  for (const [split, { train }] of outerSplits(table).slice(0, splits).entries()) {
    const { path, folder } = writeSplitTable(table, { split, train });
    const began = performance.now();
    const result = await improveOnSplit({ ...table, path, folder, seed: split + 1, budget });
    const score = scoreOf(result.test, table.task);
    const { test: before } = result.baseline;
    scores.push({ score, ...(before ? { before: scoreOf(before, table.task) } : {}) });
    const seconds = ((performance.now() - began) / 1000).toFixed(0);
    log(
      `tune-improve: ${table.name}, split ${split + 1} of ${splits}: ${score.toFixed(4)} ` +
        `(default recipe ${scores.at(-1).before?.toFixed(4) ?? "diverged"}) in ${seconds} s`,
    );
  }
  return scores;
}

/** The paired gain over a peer: points of accuracy, or percent of the peer's mean RMSE. */
function gainOver(peer, ours, task) {
  const pairs = ours.map((loss, split) => ({ loss, peer: peer[split] }));
  return withInterval(pairs, (drawn) => {
    const [theirs, own] = [mean(drawn.map((pair) => pair.peer)), mean(drawn.map(({ loss }) => loss))];
    return (100 * (theirs - own)) / (task === "regression" ? theirs : 1);
  });
}

async function compareOn(table, context) {
  const splits = Math.min(context.splits ?? SPLITS, SPLITS);
  const families = familyLosses(table, { splits });
  const scores = await ourScores(table, { ...context, splits });
  const ours = scores.map(({ score }) => lossOf(score, table.task));
  const [peerName, peer] = Object.entries(families).reduce((best, next) =>
    mean(next[1]) < mean(best[1]) ? next : best,
  );
  const shown = (losses) => (table.task === "regression" ? mean(losses) : 1 - mean(losses));
  const names = ["ours", ...Object.keys(families)];
  const ranks = ranksOf([ours, ...Object.values(families)].map(mean));
  const gains = Object.entries(families).map(([name, losses]) => [name, gainOver(losses, ours, table.task)]);
  const [a, b] = table.task === "regression" ? [shown(peer), shown(ours)] : [shown(ours), shown(peer)];
  return {
    ...entry({
      name: `tune-improve-${table.name}`,
      ours: shown(ours),
      peer: shown(peer),
      peerName,
      unit: table.task === "regression" ? "RMSE" : "accuracy",
      ratio: a / b,
    }),
    difference: gainOver(peer, ours, table.task),
    differences: Object.fromEntries(gains),
    ranks: Object.fromEntries(names.map((name, place) => [name, ranks[place]])),
    before: shown(scores.map(({ score, before = score }) => lossOf(before, table.task))),
    tuned: scores.filter(({ score, before }) => before !== score).length,
    worse: scores.filter(
      ({ score, before }) =>
        before !== undefined && lossOf(score, table.task) > lossOf(before, table.task) + 1e-12,
    ).length,
    splits,
  };
}

/**
 * On each table (those that `--only` names): ours, the best of four families of scikit-learn's models, and
 * the paired `difference` to it in points of accuracy or percent of RMSE with its 95% interval; then the mean
 * rank among the five over the tables, and the share of jobs that ended worse than the default recipe on the
 * test rows.
 */
async function run(context) {
  const wanted = new RegExp(context.only ?? "");
  const compared = [];
  for (const table of [...tables(), ...furtherTables()].filter(({ name }) => wanted.test(name)))
    compared.push(await compareOn(table, context));
  if (compared.length === 0) return [];
  const meanRank = (name) => mean(compared.map(({ ranks }) => ranks[name]));
  const others = Object.keys(FAMILIES).map((name) => [name, meanRank(name)]);
  const [best, rank] = others.reduce((least, next) => (next[1] < least[1] ? next : least));
  const { low, high } = withInterval(compared, (drawn) => mean(drawn.map(({ ranks }) => ranks.ours)));
  const all = compared.reduce((sum, { splits }) => sum + splits, 0);
  const worse = compared.reduce((sum, table) => sum + table.worse, 0);
  return [
    ...compared,
    {
      ...entry({
        name: "tune-improve-rank",
        ours: meanRank("ours"),
        peer: rank,
        peerName: best,
        unit: "of 5",
      }),
      ranks: Object.fromEntries([["ours", meanRank("ours")], ...others]),
      low,
      high,
    },
    entry({
      name: "tune-improve-worse",
      ours: (100 * worse) / all,
      peerName: `worse than the default recipe, of ${all} jobs; limit 5`,
      unit: "%",
    }),
  ];
}

export const benchmarks = [{ name: "tune-improve", run }];
