// Improves a network on records in memory for some seconds, and predicts further records as data.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { improve, predict } from "trainwell";

const folder = mkdtempSync(join(tmpdir(), "trainwell-example-"));
const places = { out: join(folder, "model"), store: join(folder, "runs") };

/** Flats whose rent follows their size and place. */
function flat(i: number) {
  const size = 30 + ((i * 37) % 90);
  const place = i % 3 === 0 ? "centre" : "outskirts";
  return { size, place, rent: 200 + 9 * size + (place === "centre" ? 250 : 0) + ((i * 13) % 40) };
}
const flats = Array.from({ length: 200 }, (_, i) => flat(i));

const { headline, test } = await improve({ data: flats, target: "rent", budget: "5s", ...places });
console.log(headline);
console.log(`RMSE ${test?.metrics.rmse?.toFixed(1)}, R² ${test?.metrics.r2?.toFixed(3)}`);

const asked = [
  { size: 50, place: "centre" },
  { size: 80, place: "outskirts" },
];
const result = await predict({ data: asked, model: places.out });
if (result.kind === "value")
  for (const [i, { prediction }] of result.predictions.entries())
    console.log(`${asked[i].size} m² in the ${asked[i].place}: ${prediction.toFixed(0)}`);

rmSync(folder, { recursive: true });
