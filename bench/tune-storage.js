import { entry } from "./lib/document.js";
import { alternate, median, pairedRatio } from "./lib/pairs.js";
import { disturbStudy } from "./studies/faults.js";
import { claimTimes, listingTimes, optunaRate, ourRate } from "./studies/speed.js";

/** Trials of a worker in one round: ours need more to last as long. */
const TRIALS = { ours: 1000, optuna: 48 };
const KILLS = 200;
/** How often the server goes away meanwhile, where there is one. */
const RESTARTS = 20;
const CLAIMS = 500;
const LISTED = 10_000;
const LISTING_LIMIT_MS = 200;

/** Trials per second that are added, report three times and end, by 1 and by 4 processes on one database. */
async function storage({ rounds, log }) {
  const entries = [];
  for (const processes of [1, 4]) {
    const rates = await alternate(
      {
        ours: () => ourRate({ processes, trials: TRIALS.ours / processes }),
        optuna: () => optunaRate({ processes, trials: TRIALS.optuna / processes }),
      },
      {
        rounds: Math.min(rounds, 9),
        warmUp: 1,
        onRound: (round, of) => log(`tune-storage, ${processes}: ${round} of ${of}`),
      },
    );
    // Rates and not times: the larger one is ahead.
    const { value, low, high } = pairedRatio(rates.optuna, rates.ours);
    entries.push(
      entry({
        name: `tune-storage-${processes}`,
        ours: median(rates.ours),
        peer: median(rates.optuna),
        peerName: "Optuna 5 in SQLite",
        unit: "trials/s",
        ratio: value,
        low,
        high,
      }),
    );
  }
  return entries;
}

/** Trials that are lost, counted twice or changed by 200 kills and a paused worker; none is the limit. */
async function faults({ log, store, queue }) {
  const name = ["tune-faults", store === "postgres" ? "-postgres" : "", queue ? "-redis" : ""].join("");
  const { problems, trials, furtherAttempts, woken } = await disturbStudy({
    kills: KILLS,
    restarts: RESTARTS,
    ...{ store, queue },
    seed: 2,
    log,
  });
  for (const problem of problems.slice(0, 20)) log(problem);
  log(`${trials} trials, ${furtherAttempts} of them taken up again, ${woken} begun after a hint`);
  const peerName = `of ${trials} trials, ${KILLS} kills; limit 0`;
  return [entry({ name, ours: problems.length, peerName, unit: "problems" })];
}

/** Trials a minute by 1, 2 and 4 processes in PostgreSQL against SQLite, and how long a claim takes. */
async function machines({ rounds, log }) {
  const entries = [];
  for (const processes of [1, 2, 4]) {
    const trials = TRIALS.ours / 4 / processes;
    const rates = await alternate(
      {
        postgres: () => ourRate({ processes, trials, store: "postgres" }),
        folder: () => ourRate({ processes, trials, store: "folder" }),
      },
      {
        rounds: Math.min(rounds, 9),
        warmUp: 1,
        onRound: (round, of) => log(`tune-machines, ${processes}: ${round} of ${of}`),
      },
    );
    const { value, low, high } = pairedRatio(rates.folder, rates.postgres);
    entries.push(
      entry({
        name: `tune-machines-${processes}`,
        ours: 60 * median(rates.postgres),
        peer: 60 * median(rates.folder),
        peerName: "SQLite in a folder",
        unit: "trials/min",
        ratio: value,
        low,
        high,
      }),
    );
  }
  const ours = median(await claimTimes({ trials: CLAIMS, store: "postgres" }));
  const peer = median(await claimTimes({ trials: CLAIMS, store: "folder" }));
  const about = { name: "tune-machines-claim", peerName: "SQLite in a folder", unit: "ms" };
  entries.push(entry({ ...about, ours, peer, ratio: peer / ours }));
  return entries;
}

/** How long it takes to list all trials of a large study, with their curves and runs and without. */
async function listing({ rounds, store = "postgres" }) {
  const times = await listingTimes({ trials: LISTED, store, rounds });
  return Object.entries(times).map(([name, kept]) =>
    entry({
      name: `tune-listing-${name}`,
      ours: median(kept),
      peerName: `of ${LISTED} trials; limit ${LISTING_LIMIT_MS}`,
      unit: "ms",
    }),
  );
}

export const benchmarks = [
  { name: "tune-storage", run: storage },
  { name: "tune-faults", run: faults },
  { name: "tune-machines", run: machines },
  { name: "tune-listing", run: listing },
];
