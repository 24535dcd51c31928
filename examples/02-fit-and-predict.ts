// Trains a network on a table, follows its epochs, and writes predictions of the rows of another table.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fit, type ProgressEvent, predict } from "trainwell";

const folder = mkdtempSync(join(tmpdir(), "trainwell-example-"));
const places = { out: join(folder, "model"), store: join(folder, "runs") };

function progress(event: ProgressEvent): void {
  if (event.type === "epoch" && event.epoch % 10 === 0) console.log(`epoch ${event.epoch}: ${event.devLoss}`);
}

const set = [{ path: "training.epochs", value: 20 }];
const { dev } = await fit({ data: "data/wine.csv", target: "cultivar", set, progress, ...places });
console.log("dev", dev.metrics);

const out = join(folder, "predictions.csv");
await predict({ data: "data/wine.csv", model: places.out, store: places.store, out });
console.log(readFileSync(out, "utf8").split("\n").slice(0, 3).join("\n"));

rmSync(folder, { recursive: true });
