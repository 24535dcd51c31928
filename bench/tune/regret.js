import { entry } from "../lib/document.js";
import { mean, median, withInterval } from "../lib/pairs.js";
import { openOurs, ourStudy } from "./our-studies.js";
import { keptStudy, openPeer, peerStudy } from "./peer-studies.js";
import { bestOf, holm, rankTable, shareWithInterval, winShares } from "./rank-studies.js";

export const BUDGETS = [50, 100, 200, 300, 500, 1000];
const OURS = {
  auto: "ours auto",
  gaussianProcess: "ours gp",
  tpe: "ours tpe",
  random: "ours random",
  cmaEs: "ours CMA-ES",
};
const PEERS = {
  gp: "Optuna GP",
  tpe: "Optuna TPE",
  random: "Optuna random",
  cmaes: "Optuna CMA-ES",
  gpThenCmaes: "Optuna GP, then CMA-ES",
};
/** Compared where nobody names anything: samplers of every space. */
const USUAL = { ours: ["auto", "gaussianProcess", "tpe", "random"], peers: ["gp", "tpe", "random"] };

/**
 * All studies, by problem, seed and contestant. With `keptPeers`, Optuna's are taken where they were kept and
 * left out where not.
 */
async function runStudies({ seeds, evaluations, keptPeers, kinds, peers, log }, { ours, opened }) {
  const studies = {};
  for (const problem of opened.problems) {
    const bySeed = {};
    for (let seed = 0; seed < seeds; seed++) {
      const study = { sampler: undefined, problem: problem.name, seed, evaluations };
      const found = {};
      for (const [sampler, name] of Object.entries(kinds))
        found[name] = await ourStudy(ours, opened, { ...study, sampler, problem });
      for (const [sampler, name] of Object.entries(peers))
        found[name] = keptPeers
          ? longestKept(opened, { ...study, sampler })
          : await peerStudy(opened, { ...study, sampler });
      bySeed[seed] = found;
    }
    studies[problem.name] = bySeed;
    log(`tune-regret: ${problem.name}`);
  }
  return studies;
}

function longestKept(opened, study) {
  const lengths = BUDGETS.filter((budget) => budget <= study.evaluations).reverse();
  for (const evaluations of lengths) {
    const values = keptStudy(opened, { ...study, evaluations });
    if (values !== undefined) return values;
  }
  return undefined;
}

/** Regret per problem, seed and contestant; over the least value that anyone found where none is known. */
async function regretsOf(studies, { opened, budget }) {
  const rows = [];
  for (const [problem, bySeed] of Object.entries(studies)) {
    for (const [seed, found] of Object.entries(bySeed)) {
      const { value } = await opened.peer.ask({ command: "optimum", problem, seed: Number(seed) });
      const present = Object.entries(found).filter(([, values]) => (values?.length ?? 0) >= budget);
      const least = value ?? Math.min(...present.map(([, values]) => bestOf(values, values.length)));
      const regrets = present.map(([name, values]) => [name, bestOf(values, budget) - least]);
      rows.push({ problem, seed: Number(seed), regrets: Object.fromEntries(regrets) });
    }
  }
  return rows;
}

/** The first of ours against each of Optuna's samplers at one budget. */
async function compare(studies, { opened, budget, kinds, peers, log }) {
  const ours = Object.values(kinds)[0];
  const all = [...Object.values(kinds), ...Object.values(peers)];
  const table = rankTable(studies, { contestants: all, budget });
  const friedman =
    table.length > 2 && all.length > 2
      ? await opened.peer.ask({ command: "friedman", table: table.map(({ ranks }) => ranks) })
      : { probability: null };
  const ranks = Object.fromEntries(all.map((name, k) => [name, mean(table.map((row) => row.ranks[k]))]));
  const regrets = await regretsOf(studies, { opened, budget });
  const compared = [];
  for (const peer of Object.values(peers)) {
    const shares = winShares(studies, { ours, peer, budget });
    if (shares.length === 0) continue;
    const differences = shares.map(({ share }) => share - 0.5);
    const { probability } = await opened.peer.ask({ command: "wilcoxon", differences });
    compared.push({ peer, shares, probability });
  }
  const corrected = holm(compared.map(({ probability }) => probability));
  const entries = compared.map(({ peer, shares }, k) => {
    const pair = rankTable(studies, { contestants: [ours, peer], budget });
    const {
      value: ratio,
      low,
      high,
    } = withInterval(
      pair,
      (rows) => mean(rows.map((row) => row.ranks[1])) / mean(rows.map((row) => row.ranks[0])),
    );
    const share = shareWithInterval(shares);
    const seeds = shares.map((row) => row.seeds);
    log(
      `tune-regret at ${budget}: ${ours} finds the better value in ${(100 * share.value).toFixed(1)}% ` +
        `[${(100 * share.low).toFixed(1)}, ${(100 * share.high).toFixed(1)}] of the studies ` +
        `against ${peer}, ` +
        `p = ${corrected[k].toPrecision(2)} (Wilcoxon over ${shares.length} problems, Holm; ` +
        `${Math.min(...seeds)} to ${Math.max(...seeds)} seeds)`,
    );
    const line = entry({
      name: `tune-regret-${budget}`,
      ours: mean(pair.map((row) => row.ranks[0])),
      peer: mean(pair.map((row) => row.ranks[1])),
      peerName: peer,
      unit: "mean rank of the two",
      ratio,
      low,
      high,
    });
    return {
      ...line,
      won: share,
      probability: corrected[k],
      seeds: { least: Math.min(...seeds), median: median(seeds), most: Math.max(...seeds) },
      problems: shares,
    };
  });
  const rankText = Object.entries(ranks)
    .sort((a, b) => a[1] - b[1])
    .map(([name, rank]) => `${name} ${rank.toFixed(2)}`)
    .join(", ");
  if (table.length > 0)
    log(
      `tune-regret at ${budget}: mean ranks over ${table.length} problems: ${rankText} ` +
        `(Friedman p = ${friedman.probability?.toPrecision(2) ?? "–"})`,
    );
  if (entries.length > 0)
    Object.assign(entries[0], { meanRanks: ranks, friedman: friedman.probability, regrets });
  return entries;
}

/** The best values after {@link BUDGETS} evaluations, of ours and of Optuna's samplers. */
export async function runRegret(context) {
  const evaluations = Number(context.evaluations ?? 200);
  const seeds = Number(context.seeds ?? 3);
  const opened = await openPeer(context.problems);
  const chosen =
    context.only === undefined ? opened : { ...opened, problems: matching(opened, context.only) };
  const ours = await openOurs();
  const named = context.ours?.split(",") ?? USUAL.ours;
  const kinds = Object.fromEntries(named.map((kind) => [kind, OURS[kind]]));
  const against = context.peers?.split(",") ?? USUAL.peers;
  const peers = Object.fromEntries(against.map((kind) => [kind, PEERS[kind]]));
  const studies = await runStudies(
    { ...context, evaluations, seeds, kinds, peers },
    { ours, opened: chosen },
  );
  const entries = [];
  for (const budget of BUDGETS.filter((budget) => budget <= evaluations))
    entries.push(...(await compare(studies, { opened, budget, kinds, peers, log: context.log })));
  opened.peer.close();
  return entries;
}

function matching({ problems }, pattern) {
  const expression = new RegExp(pattern);
  return problems.filter(({ name }) => expression.test(name));
}
