import { describe, expect, it } from "vitest";
import { normal, randomKey } from "../base/random.ts";
import { type MemberResult, verifyTreatment } from "./verify.ts";

interface World {
  readonly key: number;
  readonly seeds: number;
  readonly examples: number;
  readonly effect: number;
  /** Standard deviations of the difference's parts: of the seed, of the example, of both together. */
  readonly noise: { seed: number; example: number; residual: number };
}

/** Losses whose differences have a known effect and known seed, example and residual noise. */
function gaussianWorld({ key, seeds, examples, effect, noise }: World): {
  before: MemberResult[];
  after: MemberResult[];
} {
  const numbers = Array.from({ length: seeds }, (_, seed) => seed);
  const before = numbers.map((seed) => ({
    member: seed + 1,
    seed,
    perExampleLoss: new Float64Array(examples).fill(2),
    score: 0,
  }));
  const after = numbers.map((seed) => {
    const ofSeed = noise.seed * normal(key, seed);
    const perExampleLoss = Float64Array.from({ length: examples }, (_, i) => {
      const ofExample = noise.example * normal(key, 1000 + i);
      return 2 - effect + ofSeed + ofExample + noise.residual * normal(key, 100_000 + seed * examples + i);
    });
    return { member: seed + 1, seed, perExampleLoss, score: 0 };
  });
  return { before, after };
}

/** The same as two repeats of a five-fold cross-validation: each seed is scored on a fold of its own. */
function foldWorld(world: World): { before: MemberResult[]; after: MemberResult[] } {
  const all = gaussianWorld({ ...world, seeds: 10 });
  const fold = (result: MemberResult): MemberResult => {
    const examples = Int32Array.from({ length: world.examples }, (_, i) => i).filter(
      (i) => (i * (result.seed < 5 ? 1 : 3)) % 5 === result.seed % 5,
    );
    return {
      ...result,
      examples,
      perExampleLoss: Float64Array.from(examples, (i) => result.perExampleLoss[i]),
    };
  };
  return { before: all.before.map(fold), after: all.after.map(fold) };
}

/**
 * 0/1 errors of two recipes on examples of varying difficulty; each training of the same recipe errs a little
 * differently.
 */
function errorWorld(options: { key: number; seeds: number; examples: number; lessError: number }) {
  const { key, seeds, examples, lessError } = options;
  const train = (recipe: number, seed: number): MemberResult => {
    const quality = 0.15 * normal(randomKey(key, recipe), seed) + (recipe === 0 ? 0 : lessError);
    const perExampleLoss = Float64Array.from({ length: examples }, (_, i) => {
      const difficulty = -3 + 2 * normal(key, i);
      const own = normal(randomKey(key, recipe, 1 + seed), i);
      return difficulty + own - quality > 0 ? 1 : 0;
    });
    return { member: seed + 1, seed, perExampleLoss, score: 0 };
  };
  const side = (recipe: number) => Array.from({ length: seeds }, (_, seed) => train(recipe, seed));
  return { before: side(0), side };
}

describe("without any effect, the best of 8 treatments is kept in at most 5% of rounds", () => {
  const rounds = 300;
  // With a true rate of 5%, 300 rounds give at most 25 with a probability of 99.5% (binomial); seeds are
  // fixed.
  const limit = 25;
  const noises = {
    "noise of seeds alone": { seed: 0.2, example: 0, residual: 0.01 },
    "noise of seeds above that of examples": { seed: 0.2, example: 0.8, residual: 0.1 },
    "noise of examples alone": { seed: 0, example: 1, residual: 0.01 },
    "residual noise alone": { seed: 0, example: 0, residual: 1 },
    "all three": { seed: 0.05, example: 0.5, residual: 0.5 },
  };

  it.each(Object.entries(noises))("%s", (_name, noise) => {
    let keptRounds = 0;
    for (let round = 0; round < rounds; round++) {
      const kept = Array.from({ length: 8 }, (_, treatment) => {
        const world = gaussianWorld({
          key: randomKey(11, round, treatment),
          seeds: 4,
          examples: 60,
          effect: 0,
          noise,
        });
        return verifyTreatment({ ...world, tried: 8 }).kept;
      });
      if (kept.includes(true)) keptRounds++;
    }
    expect(keptRounds).toBeLessThanOrEqual(limit);
  });

  it.each(Object.entries(noises))("over the folds of a repeated cross-validation: %s", (_name, noise) => {
    let keptRounds = 0;
    for (let round = 0; round < rounds; round++) {
      const kept = Array.from({ length: 8 }, (_, treatment) => {
        const world = foldWorld({
          key: randomKey(15, round, treatment),
          seeds: 10,
          examples: 60,
          effect: 0,
          noise,
        });
        return verifyTreatment({ ...world, tried: 8 }).kept;
      });
      if (kept.includes(true)) keptRounds++;
    }
    expect(keptRounds).toBeLessThanOrEqual(limit);
  });

  it("with 0/1 errors against one shared baseline", () => {
    let keptRounds = 0;
    for (let round = 0; round < rounds; round++) {
      const world = errorWorld({ key: randomKey(12, round), seeds: 3, examples: 120, lessError: 0 });
      const kept = Array.from(
        { length: 8 },
        (_, treatment) =>
          verifyTreatment({ before: world.before, after: world.side(1 + treatment), tried: 8 }).kept,
      );
      if (kept.includes(true)) keptRounds++;
    }
    expect(keptRounds).toBeLessThanOrEqual(limit);
  });
});

describe("a real effect is found", () => {
  it("in most rounds when it is four standard errors large, though 8 were tried", () => {
    const noise = { seed: 0.05, example: 0.5, residual: 0.5 };
    // SE² = 0.05²/5 + 0.5²/200 + 0.5²/1000 = 0.0446².
    let found = 0;
    for (let round = 0; round < 100; round++) {
      const world = gaussianWorld({
        key: randomKey(13, round),
        seeds: 5,
        examples: 200,
        effect: 0.18,
        noise,
      });
      if (verifyTreatment({ ...world, tried: 8 }).kept) found++;
    }
    expect(found).toBeGreaterThan(70);
  });

  it("in most rounds when errors fall from about 9% to 4% on 500 examples", () => {
    let found = 0;
    for (let round = 0; round < 40; round++) {
      const world = errorWorld({ key: randomKey(14, round), seeds: 5, examples: 500, lessError: 0.8 });
      if (verifyTreatment({ before: world.before, after: world.side(1), tried: 3 }).kept) found++;
    }
    expect(found).toBeGreaterThan(32);
  });
});

describe("a real effect over folds is found", () => {
  it("in most rounds when it is four standard errors large, though 8 were tried", () => {
    // SE² = 0.1²/10 + 0.5²/200 + 0.5²/400 = 0.0536².
    const noise = { seed: 0.1, example: 0.5, residual: 0.5 };
    let found = 0;
    for (let round = 0; round < 100; round++) {
      const world = foldWorld({ key: randomKey(16, round), seeds: 10, examples: 200, effect: 0.22, noise });
      if (verifyTreatment({ ...world, tried: 8 }).kept) found++;
    }
    expect(found).toBeGreaterThan(70);
  });
});

describe("the standard error", () => {
  it("matches the spread of the effect over repeated worlds", () => {
    const noise = { seed: 0.1, example: 1, residual: 1 };
    const verdicts = Array.from({ length: 400 }, (_, round) =>
      verifyTreatment({
        ...gaussianWorld({ key: randomKey(15, round), seeds: 5, examples: 80, effect: 0.4, noise }),
        tried: 1,
      }),
    );
    const truth = Math.sqrt(0.1 ** 2 / 5 + 1 / 80 + 1 / 400);
    const estimated =
      verdicts.reduce((sum, verdict) => sum + verdict.standardError ** 2, 0) / verdicts.length;
    // The mean of 400 estimates, each with about 15% error, is within 3%; the floor at A and B adds a little.
    expect(Math.sqrt(estimated) / truth).toBeGreaterThan(0.96);
    expect(Math.sqrt(estimated) / truth).toBeLessThan(1.08);
  });

  it("has few degrees of freedom when the seeds are the noise, many when the examples are", () => {
    const ofSeeds = {
      key: 1,
      seeds: 3,
      examples: 100,
      effect: 0,
      noise: { seed: 1, example: 0.01, residual: 0.01 },
    };
    const ofExamples = { ...ofSeeds, noise: { seed: 0, example: 1, residual: 0.01 } };
    expect(verifyTreatment({ ...gaussianWorld(ofSeeds), tried: 1 }).degreesOfFreedom).toBeLessThan(2.1);
    expect(verifyTreatment({ ...gaussianWorld(ofExamples), tried: 1 }).degreesOfFreedom).toBeGreaterThan(90);
  });
});

describe("the verdict", () => {
  const result = (seed: number, losses: number[]): MemberResult => ({
    member: seed + 1,
    seed,
    perExampleLoss: Float64Array.from(losses),
    score: 0,
  });
  const strong = gaussianWorld({
    key: 3,
    seeds: 5,
    examples: 100,
    effect: 1,
    noise: { seed: 0.1, example: 0.5, residual: 0.3 },
  });

  it("keeps exactly when the interval's low end is above zero, and says so", () => {
    for (let tried = 1; tried < 40; tried += 3) {
      for (const effect of [0, 0.1, 0.15, 0.2, 0.4]) {
        const noise = { seed: 0.1, example: 0.5, residual: 0.3 };
        const verdict = verifyTreatment({
          ...gaussianWorld({ key: tried, seeds: 4, examples: 90, effect, noise }),
          tried,
        });
        expect(verdict.kept).toBe(verdict.low > 0);
        expect(verdict.reason).toMatch(verdict.kept ? /^Kept/ : /^Not kept/);
      }
    }
  });

  it("pays for the treatments tried", () => {
    const alone = verifyTreatment({ ...strong, tried: 1 });
    const among = verifyTreatment({ ...strong, tried: 8 });
    expect(among.correctedPValue).toBeCloseTo(8 * alone.pValue, 12);
    expect(among.low).toBeLessThan(alone.low);
    expect(among.reason).toContain("8 treatments tried");
  });

  it("does not keep a treatment that changes nothing, or harms", () => {
    expect(verifyTreatment({ before: strong.after, after: strong.after, tried: 1 }).kept).toBe(false);
    const harmed = verifyTreatment({ before: strong.after, after: strong.before, tried: 1 });
    expect(harmed.kept).toBe(false);
    expect(harmed.reason).toContain("did not help");
  });

  describe("of trainings that diverged", () => {
    const diverged = [0, 1, 2].map((seed) => result(seed, Array(50).fill(Number.NaN)));
    const healthy = [0, 1, 2].map((seed) => result(seed, Array(50).fill(1e30)));

    it("keeps whatever is finite, however bad, and says in words what diverged", () => {
      const verdict = verifyTreatment({ before: diverged, after: healthy, tried: 8 });
      expect(verdict).toMatchObject({ kept: true, effect: Number.POSITIVE_INFINITY });
      expect(verdict.reason).toBe("Kept: without it 3 of 3 trainings diverged, with it none did.");
    });

    it("keeps nothing that diverges in any of its members, whatever was before", () => {
      const partly = [healthy[0], result(1, [...Array(49).fill(0), Number.POSITIVE_INFINITY]), healthy[2]];
      const worse = verifyTreatment({ before: healthy, after: partly, tried: 1 });
      expect(worse).toMatchObject({ kept: false, effect: Number.NEGATIVE_INFINITY });
      expect(worse.reason).toBe("Not kept: with it 1 of 3 trainings diverged, without it none.");
      expect(verifyTreatment({ before: diverged, after: partly, tried: 1 })).toMatchObject({
        kept: false,
        effect: 0,
      });
    });
  });

  it("pairs by member, whatever the order", () => {
    const shuffled = [...strong.after].reverse();
    expect(verifyTreatment({ before: strong.before, after: shuffled, tried: 1 })).toEqual(
      verifyTreatment({ ...strong, tried: 1 }),
    );
  });

  it("refuses one member, and examples that differ in number", () => {
    const one = [result(1, [0, 1])];
    expect(() => verifyTreatment({ before: one, after: one, tried: 1 })).toThrow(/received 1 shared members/);
    const before = [result(1, [0, 1, 1]), result(2, [0, 1, 1])];
    const after = [result(1, [0, 1]), result(2, [0, 1])];
    expect(() => verifyTreatment({ before, after, tried: 1 })).toThrow(/lists of 3 and of 2/);
  });
});
