import { randomInteger, randomKey, STREAMS } from "../../base/random.ts";
import { addScaled, dot } from "../../base/vectors.ts";

/** How noisy the gradients of batches are. */
export interface GradientNoise {
  /**
   * B = tr(Σ) / |G|², in examples: batches much smaller than it are mostly noise, and examples beyond it add
   * little. Null where the gradient cannot be told from its noise on the rows that were drawn.
   */
  readonly noiseScale: number | null;
  /** tr(Σ): the variance of one example's gradient, summed over the parameters. */
  readonly variance: number;
  /** |G|², without the part that is noise; may come out negative where it is small. */
  readonly squaredGradient: number;
}

/** The options of a measurement of the gradient's noise. */
export interface NoiseOptions {
  /** The rows to draw from. */
  readonly rows: Int32Array;
  /** Rows in a small batch; 16 by default, at most an eighth of the rows. */
  readonly small?: number;
  /** Small batches in a large one; 16 by default, fewer where there are too few rows. */
  readonly batches?: number;
  /** Large batches whose readings are averaged, from 1; 4 by default. */
  readonly repeats?: number;
  /** Decides which rows are drawn; a whole number, 1 by default. */
  readonly seed?: number;
}

/**
 * The simple noise scale from gradients at two batch sizes, b and B = m·b, the large batch being m small ones
 * together: tr(Σ) = (|g_b|² − |g_B|²) / (1/b − 1/B) and |G|² = (B·|g_B|² − b·|g_b|²) / (B − b), both
 * unbiased. Each is averaged over batches before they are divided. Rows of a large batch are all different.
 *
 * @param gradientOn the gradient of the mean loss of some rows.
 * @param options the rows to draw from, and how many batches of what size are drawn of them.
 * @see McCandlish et al., An Empirical Model of Large-Batch Training, 2018, appendix A
 */
export async function gradientNoise(
  gradientOn: (rows: Int32Array) => Promise<Float64Array>,
  options: NoiseOptions,
): Promise<GradientNoise> {
  const { rows, repeats = 4, seed = 1 } = options;
  // At least two small batches, and rows left over, or all large batches would be the same.
  const small = Math.max(1, Math.min(options.small ?? 16, Math.floor(rows.length / 8)));
  const batches = Math.max(2, Math.min(options.batches ?? 16, Math.floor(rows.length / (2 * small))));
  const large = small * batches;
  let [variance, squaredGradient] = [0, 0];
  for (let repeat = 0; repeat < repeats; repeat++) {
    const drawn = drawRows(rows, large, randomKey(seed, STREAMS.sampling, repeat));
    let total = new Float64Array(0);
    let squares = 0;
    for (let batch = 0; batch < batches; batch++) {
      const gradient = await gradientOn(drawn.subarray(batch * small, (batch + 1) * small));
      squares += dot(gradient, gradient);
      if (batch === 0) total = Float64Array.from(gradient);
      else addScaled(total, gradient, 1);
    }
    const ofSmall = squares / batches;
    const ofLarge = dot(total, total) / batches ** 2;
    variance += (ofSmall - ofLarge) / (1 / small - 1 / large) / repeats;
    squaredGradient += (large * ofLarge - small * ofSmall) / (large - small) / repeats;
  }
  const noiseScale = squaredGradient > 0 ? Math.max(0, variance) / squaredGradient : null;
  return { noiseScale, variance, squaredGradient };
}

/** `count` different rows at random, by the first steps of a shuffle. */
function drawRows(rows: Int32Array, count: number, key: number): Int32Array {
  const pool = rows.slice();
  for (let i = 0; i < Math.min(count, pool.length - 1); i++) {
    const j = i + randomInteger(key, i, pool.length - i);
    [pool[i], pool[j]] = [pool[j], pool[i]];
  }
  return pool.subarray(0, count);
}
