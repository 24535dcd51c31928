import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { normal } from "../../base/random.ts";
import type { SearchSpace } from "../space/search-space.ts";
import { negativeEvidence, spaceFor } from "./fit-process.ts";
import { differencesOf } from "./pair-differences.ts";
import { Posterior } from "./process-posterior.ts";
import { featuresOf } from "./space-features.ts";

// scikit-learn's numbers: scripts/golden/gaussian_process.py.
const { regression } = JSON.parse(
  readFileSync(new URL("../../../test/golden/gaussian-process.json", import.meta.url), "utf8"),
);
const space: SearchSpace = {
  parameters: ["x", "y"].map((name) => ({
    name,
    domain: { kind: "number", low: 0, high: 1, scale: "linear" },
  })),
};
const features = featuresOf(space);
const rows: Float64Array[] = regression.rows.map((row: number[]) => Float64Array.from(row));
const targets = Float64Array.from(regression.targets);
const hyperparameters = {
  weights: Float64Array.from(regression.lengths, (length: number) => length ** -2),
  scale: regression.scale,
  noise: regression.noise,
};

test("expects what scikit-learn's process expects", () => {
  const posterior = new Posterior(features, { rows, targets }, hyperparameters);
  regression.places.forEach((place: number[], i: number) => {
    const { mean, deviation } = posterior.at(Float64Array.from(place));
    expect(mean).toBeCloseTo(regression.means[i], 11);
    expect(deviation).toBeCloseTo(regression.deviations[i], 11);
  });
});

test("has the gradients of mean and deviation", () => {
  const posterior = new Posterior(features, { rows, targets }, hyperparameters);
  const place = Float64Array.of(0.3, 0.6);
  const gradients = { mean: new Float64Array(2), deviation: new Float64Array(2) };
  const { mean, deviation } = posterior.withGradient(place, gradients);
  expect({ mean, deviation }).toEqual({
    mean: posterior.at(place).mean,
    deviation: expect.closeTo(posterior.at(place).deviation, 10),
  });
  for (const k of [0, 1]) {
    const moved = (by: number) => posterior.at(place.map((value, i) => (i === k ? value + by : value)));
    const [ahead, behind] = [moved(1e-5), moved(-1e-5)];
    // A central difference of step 1e-5.
    expect(gradients.mean[k]).toBeCloseTo((ahead.mean - behind.mean) / 2e-5, 6);
    expect(gradients.deviation[k]).toBeCloseTo((ahead.deviation - behind.deviation) / 2e-5, 6);
  }
});

test("learns duplicates without noise, where the covariances have no factor", () => {
  const twice = { rows: [rows[0], rows[0], rows[1]], targets: Float64Array.of(1, 1, 0) };
  const posterior = new Posterior(features, twice, { ...hyperparameters, noise: 0 });
  // The noise that is added for the factor's sake is at most 1e-6 here.
  expect(posterior.at(rows[0]).mean).toBeCloseTo(1, 5);
});

test("is as likely as scikit-learn says, and has that likelihood's gradient", () => {
  const data = { differences: differencesOf(features, rows), targets };
  const spare = spaceFor(rows.length);
  const none = new Float64Array(4);
  const logs = (k: number, by: number) =>
    Float64Array.from(
      [...hyperparameters.weights, hyperparameters.scale, hyperparameters.noise],
      (value, i) => Math.log(value) + (i === k ? by : 0),
    );
  const at = (x: Float64Array, gradient = none) => negativeEvidence(data, { x, gradient, spare });
  // With other targets the prior and the constants are the same, so that the difference is of likelihoods.
  const zero = { ...data, targets: new Float64Array(5) };
  const quadratic = at(logs(0, 0)) - negativeEvidence(zero, { x: logs(0, 0), gradient: none, spare });
  const determinant = -regression.logLikelihood - quadratic - 2.5 * Math.log(2 * Math.PI);
  const priors = at(logs(0, 0)) - quadratic - determinant;
  // Three lengthscale-like terms and no more: priors are positive and small.
  expect(priors).toBeGreaterThan(0);
  expect(priors).toBeLessThan(5);
  const gradient = new Float64Array(4);
  at(logs(0, 0), gradient);
  for (let k = 0; k < 4; k++)
    expect(gradient[k]).toBeCloseTo((at(logs(k, 1e-5)) - at(logs(k, -1e-5))) / 2e-5, 6);
});

test("keeps choices apart, and what is absent beside what is there", () => {
  const conditional: SearchSpace = {
    parameters: [
      { name: "kind", domain: { kind: "choice", labels: ["a", "b", "c"], ordered: false } },
      {
        name: "rate",
        domain: { kind: "number", low: 0, high: 1, scale: "linear" },
        condition: { parameter: "kind", values: [0] },
      },
    ],
  };
  const mixed = Array.from({ length: 40 }, (_, i) =>
    Float64Array.of(i % 3, i % 3 === 0 ? Math.abs(normal(1, i)) % 1 : -1),
  );
  const weights = Float64Array.of(2, 3);
  // Positive definite whatever rows there are: the factor needs no added noise beyond the one given.
  const posterior = new Posterior(
    featuresOf(conditional),
    { rows: mixed, targets: Float64Array.from(mixed, ([kind]) => kind) },
    { weights, scale: 1, noise: 1e-3 },
  );
  expect(posterior.at(Float64Array.of(1, -1)).mean).toBeCloseTo(1, 1);
  expect(posterior.at(Float64Array.of(2, -1)).mean).toBeCloseTo(2, 1);
});
