import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { entry } from "../lib/document.js";
import { mean, withInterval } from "../lib/pairs.js";
import { builtFolder } from "../lib/paths.js";
import { openOurs, ourStudy } from "./our-studies.js";
import { openFronts, peerStudy } from "./peer-studies.js";
import { shareWithInterval, winShares } from "./rank-studies.js";

const BUDGETS = [50, 100, 200];
const OURS = {
  auto: "ours auto",
  tpe: "ours tpe",
  nsga2: "ours NSGA-II",
  random: "ours random",
};
const PEERS = {
  tpe: "Optuna TPE",
  nsga2: "Optuna NSGA-II",
  gp: "Optuna GP",
  random: "Optuna random",
};
/** Compared where nobody names anything: Optuna's process takes minutes each. */
const USUAL = {
  ours: ["auto", "tpe", "nsga2", "random"],
  peers: ["tpe", "nsga2", "random"],
};

/** The share of the largest volume that the values of a study dominate, at each budget. */
async function sharesOf(studies, { opened, budgets }) {
  const { hypervolume } = await import(
    pathToFileURL(join(builtFolder, "tune", "front", "hypervolume.js")).href
  );
  const shares = [];
  for (const { problem, seed, contestant, values } of studies) {
    const { value: largest } = await opened.peer.ask({ command: "largest", problem: problem.name, seed });
    for (const budget of budgets)
      shares.push({
        ...{ problem: problem.name, seed, contestant, budget },
        share: hypervolume(values.slice(0, budget), problem.reference) / largest,
      });
  }
  return shares;
}

async function runStudies({ seeds, evaluations, kinds, peers, log }, { ours, opened }) {
  const studies = [];
  for (const problem of opened.problems) {
    for (let seed = 0; seed < seeds; seed++) {
      const of = { seed, evaluations };
      for (const [sampler, contestant] of Object.entries(kinds)) {
        const values = await ourStudy(ours, opened, { ...of, sampler, problem });
        studies.push({ problem, seed, contestant, values });
      }
      for (const [sampler, contestant] of Object.entries(peers)) {
        const values = await peerStudy(opened, { ...of, sampler, problem: problem.name });
        studies.push({ problem, seed, contestant, values });
      }
    }
    log(`tune-fronts: ${problem.name}`);
  }
  return studies;
}

/** As studies of one objective are compared: less is better, and a single value stands for a whole study. */
function asStudies(shares) {
  const studies = {};
  for (const { problem, seed, contestant, share } of shares) {
    studies[problem] ??= {};
    studies[problem][seed] ??= {};
    studies[problem][seed][contestant] = [-share];
  }
  return studies;
}

/** The first of ours against each of Optuna's samplers at one budget. */
async function compare(all, { opened, budget, kinds, peers, log }) {
  const shares = all.filter((share) => share.budget === budget);
  const studies = asStudies(shares);
  const [ours] = Object.values(kinds);
  const meanOf = (name, problem) =>
    mean(
      shares
        .filter(({ contestant }) => contestant === name)
        .filter((share) => problem === undefined || share.problem === problem)
        .map(({ share }) => share),
    );
  const contestants = [...Object.values(kinds), ...Object.values(peers)];
  const means = Object.fromEntries(contestants.map((name) => [name, meanOf(name)]));
  const order = contestants.toSorted((a, b) => means[b] - means[a]);
  log(`tune-fronts at ${budget}: ${order.map((name) => `${name} ${means[name].toFixed(4)}`).join(", ")}`);
  const entries = [];
  for (const peer of Object.values(peers)) {
    const won = winShares(studies, { ours, peer, budget: 1 });
    const { probability } = await opened.peer.ask({
      command: "wilcoxon",
      differences: pairsOf(shares, ours, peer).map(([a, b]) => a - b),
    });
    const share = shareWithInterval(won);
    log(
      `tune-fronts at ${budget}: ${ours} has the larger volume in ${(100 * share.value).toFixed(1)}% ` +
        `[${(100 * share.low).toFixed(1)}, ${(100 * share.high).toFixed(1)}] of the studies against ` +
        `${peer}, p = ${probability.toPrecision(2)} (Wilcoxon over problems and seeds)`,
    );
    const ratio = withInterval(
      pairsOf(shares, ours, peer),
      (pairs) => mean(pairs.map(([a]) => a)) / mean(pairs.map(([, b]) => b)),
    );
    entries.push({
      ...entry({
        name: `tune-fronts-${budget}`,
        ours: means[ours],
        peer: means[peer],
        peerName: peer,
        unit: "of the largest volume",
        ratio: ratio.value,
        low: ratio.low,
        high: ratio.high,
      }),
      ...{ won: share, probability, problems: won },
    });
  }
  const volumes = opened.problems.map(({ name }) => [
    name,
    Object.fromEntries(contestants.map((contestant) => [contestant, meanOf(contestant, name)])),
  ]);
  if (entries.length > 0) Object.assign(entries[0], { means, volumes: Object.fromEntries(volumes) });
  return entries;
}

/** The shares of two contestants in the same studies. */
function pairsOf(shares, ours, peer) {
  const of = (name) => shares.filter(({ contestant }) => contestant === name);
  const others = of(peer);
  return of(ours).flatMap(({ problem, seed, share }) => {
    const other = others.find((each) => each.problem === problem && each.seed === seed);
    return other === undefined ? [] : [[share, other.share]];
  });
}

/** The volume that is dominated after 50, 100 and 200 evaluations, by ours and by Optuna's samplers. */
export async function runFronts(context) {
  const evaluations = Number(context.evaluations ?? 200);
  const seeds = Number(context.seeds ?? 5);
  const opened = await openFronts();
  const pattern = new RegExp(context.only ?? "");
  const chosen = { ...opened, problems: opened.problems.filter(({ name }) => pattern.test(name)) };
  const named = (names, usual, known) =>
    Object.fromEntries((names?.split(",") ?? usual).map((kind) => [kind, known[kind]]));
  const kinds = named(context.ours, USUAL.ours, OURS);
  const peers = named(context.peers, USUAL.peers, PEERS);
  const studies = await runStudies(
    { seeds, evaluations, kinds, peers, log: context.log },
    { ours: await openOurs(), opened: chosen },
  );
  const budgets = BUDGETS.filter((budget) => budget <= evaluations);
  const shares = await sharesOf(studies, { opened, budgets });
  const entries = [];
  for (const budget of budgets)
    entries.push(...(await compare(shares, { opened: chosen, budget, kinds, peers, log: context.log })));
  opened.peer.close();
  return entries;
}
