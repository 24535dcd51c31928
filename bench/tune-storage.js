import { entry } from "./lib/document.js";
import { alternate, median, pairedRatio } from "./lib/pairs.js";
import { disturbStudy } from "./studies/faults.js";
import { optunaRate, ourRate } from "./studies/speed.js";

/** Trials of a worker in one round: ours need more to last as long. */
const TRIALS = { ours: 1000, optuna: 48 };
const KILLS = 200;

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
async function faults({ log }) {
  const { problems, trials, furtherAttempts } = await disturbStudy({ kills: KILLS, seed: 2, log });
  for (const problem of problems.slice(0, 20)) log(problem);
  log(`${trials} trials, ${furtherAttempts} of them taken up again`);
  const peerName = `of ${trials} trials, ${KILLS} kills; limit 0`;
  return [entry({ name: "tune-faults", ours: problems.length, peerName, unit: "problems" })];
}

export const benchmarks = [
  { name: "tune-storage", run: storage },
  { name: "tune-faults", run: faults },
];
