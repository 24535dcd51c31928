import { entry } from "../lib/document.js";
import { alternate, median, pairedRatio, seededRandom } from "../lib/pairs.js";
import { openOurs } from "./our-studies.js";
import { openPeer } from "./peer-studies.js";

const TRIALS = 1000;
const DIMENSIONS = 10;
/** Rounds of Optuna's Gaussian process, which takes seconds each. */
const ROUNDS = 7;
/** Proposals of ours come in a row, as in a study: alone, each would meet code that is not compiled yet. */
const IN_A_ROW = 15;

/** Trials of an ellipsoid, most of them spread and some near the best, as a search leaves them. */
function history() {
  const random = seededRandom(7);
  const points = Array.from({ length: TRIALS }, (_, number) => {
    const reach = number < 500 ? 5 : 1;
    return Array.from({ length: DIMENSIONS }, () => reach * (2 * random() - 1));
  });
  const values = points.map((point) => point.reduce((sum, x, i) => sum + 10 ** (i / 3) * (x - 0.3) ** 2, 0));
  return { points, values };
}

function ourContestant(ours, kind, { points, values }) {
  const parameters = Array.from({ length: DIMENSIONS }, (_, i) => ({
    name: `x${i}`,
    domain: { kind: "number", low: -5, high: 5, scale: "linear" },
  }));
  const told = (point, number, value) => ({
    number,
    point,
    status: "complete",
    values: [value],
    violation: 0,
    curve: [],
  });
  const finished = points.map((row, number) =>
    told(Object.fromEntries(row.map((x, i) => [`x${i}`, x])), number, values[number]),
  );
  const proposeNext = () => {
    const number = finished.length;
    const request = {
      space: { parameters },
      finished,
      pending: [],
      objectives: 1,
      seed: 1,
      number,
      planned: 2000,
    };
    const began = performance.now();
    const { point } = ours.propose(kind, request);
    const milliseconds = performance.now() - began;
    const value = Object.values(point).reduce((sum, x, i) => sum + 10 ** (i / 3) * (x - 0.3) ** 2, 0);
    finished.push(told(point, number, value));
    return milliseconds;
  };
  return () => median(Array.from({ length: IN_A_ROW }, proposeNext));
}

/** The time of a proposal at 1,000 trials in 10 dimensions, in turns; each is told its result. */
export async function runOverhead({ rounds, log }) {
  const { peer } = await openPeer(undefined);
  const ours = await openOurs();
  const told = history();
  const theirs = (sampler) => async () =>
    (await peer.ask({ command: "overhead", sampler, dimensions: DIMENSIONS, ...told })).milliseconds;
  const contestants = { "Optuna TPE": theirs("tpe"), "Optuna GP": theirs("gp") };
  for (const kind of ["random", "tpe", "gaussianProcess", "auto"])
    contestants[`ours ${kind}`] = ourContestant(ours, kind, told);
  const onRound = (round, total) => log(`tune-overhead: round ${round} of ${total}`);
  const times = await alternate(contestants, { rounds: Math.min(rounds, ROUNDS), warmUp: 1, onRound });
  peer.close();
  const against = {
    random: ["Optuna TPE"],
    tpe: ["Optuna TPE"],
    gaussianProcess: ["Optuna GP"],
    auto: ["Optuna TPE", "Optuna GP"],
  };
  return Object.entries(against).flatMap(([kind, peers]) =>
    peers.map((peerName) => {
      const { value: ratio, low, high } = pairedRatio(times[`ours ${kind}`], times[peerName]);
      const [mine, other] = [median(times[`ours ${kind}`]), median(times[peerName])];
      const line = {
        name: `tune-overhead-${kind}`,
        ours: mine,
        peer: other,
        peerName,
        unit: "ms",
        ratio,
        low,
        high,
      };
      return { ...entry(line), longest: Math.max(...times[`ours ${kind}`]) };
    }),
  );
}
