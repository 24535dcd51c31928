import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { logImprovement, logNormalShare } from "./expected-improvement.ts";

// mpmath's numbers with 80 digits: scripts/golden/gaussian_process.py.
const golden: { z: number; logImprovement: number; logShare: number }[] = JSON.parse(
  readFileSync(new URL("../../../test/golden/gaussian-process.json", import.meta.url), "utf8"),
).improvement;

test.each(golden)("is exact at z = $z", ({ z, ...exact }) => {
  // Numbers up to 1000, of which the difference at −2.5 may lose two digits.
  expect(logImprovement(z).value).toBeCloseTo(exact.logImprovement, 11);
  expect(logNormalShare(z).value).toBeCloseTo(exact.logShare, 11);
});

test.each([-40, -3, -0.3, 0.4, 2])("has its derivative at z = %d", (z) => {
  for (const of of [logImprovement, logNormalShare]) {
    const numeric = (of(z + 1e-5).value - of(z - 1e-5).value) / 2e-5;
    // A central difference of step 1e-5 leaves six digits.
    expect(of(z).slope / numeric).toBeCloseTo(1, 6);
  }
});
