// Train on records that may be larger than memory: a function that gives them anew for every pass. The
// caller's thread reads and shuffles in a bounded buffer while a worker trains.
import { fitStream } from "trainwell";

/** Stands for a database, a message log, or many files. */
async function* measurements() {
  for (let i = 0; i < 5000; i++) {
    const [x, y] = [Math.sin(i * 12.9898), Math.cos(i * 78.233)];
    yield { x, y, sensor: `s${i % 5}`, inside: x * x + y * y < 0.8 };
  }
}

const { status, rows, history, mostRowsHeld } = await fitStream({
  source: measurements,
  target: "inside",
  bufferRows: 1000,
  set: [
    { path: "training.epochs", value: 5 },
    // Changes the training rows a little, each epoch anew; the held-out rows stay as they are.
    { path: "data.augment.noise.deviation", value: 0.02 },
  ],
});

const last = history.filter((row) => row.kind === "epoch").at(-1);
console.log(
  `${status}: ${rows.train} rows to train on, ${rows.dev} held out, at most ${mostRowsHeld} in memory`,
);
console.log(`accuracy on the held-out rows: ${last?.values["dev.accuracy"].toFixed(3)}`);
