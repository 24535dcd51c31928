import { largestOf } from "../../base/lists.ts";
import { type CellColumn, gather, isMissing } from "../table/table.ts";
import type { Target } from "../target/task.ts";

/** Words that nearly name their rows determine any target by chance; each must come this often on average. */
const FEWEST_ROWS_PER_WORD = 4;

/**
 * How far a column alone determines the target, from 0 to 1, over the rows where both are present; NaN where
 * it cannot be said. Both are made numbers or groups:
 *
 * - numbers and numbers: the magnitude of Pearson's correlation;
 * - numbers and groups: the correlation ratio η (Fisher), the root of the share of the numbers' variance that
 *   lies between the groups; for two groups it is the magnitude of the correlation;
 * - groups and groups: the share of rows in their group's most frequent class, scaled so that 0 is what
 *   guessing the most frequent class gives (Goodman and Kruskal's λ, 1954).
 *
 * Of several target columns the one that is determined furthest.
 */
export function associationWithTarget(column: CellColumn, target: Target): number {
  const rows = target.rows.filter((row) => !isMissing(column, row));
  if (rows.length < 3) return NaN;
  const isWords = column.type === "category";
  if (isWords && column.categories.length * FEWEST_ROWS_PER_WORD > rows.length) return NaN;
  const values = gather(column.data, rows);
  const associations = truthsOf(target, rows).map((truth) => {
    if (target.task === "regression")
      return isWords ? correlationRatio(truth, values) : Math.abs(correlation(values, truth));
    return isWords ? lambda(values, truth) : correlationRatio(values, truth);
  });
  const known = associations.filter((association) => !Number.isNaN(association));
  return known.length === 0 ? NaN : largestOf(known);
}

/** The target in some rows: one list for each of its columns. */
function truthsOf(target: Target, rows: Int32Array): Float64Array[] {
  if (target.task === "classification") return [gather(target.codes, rows)];
  const all = target.task === "regression" ? target.values : target.truth;
  const width = target.columns.length;
  return target.columns.map((_, place) =>
    gather(
      all,
      rows.map((row) => row * width + place),
    ),
  );
}

/** Pearson's correlation; NaN where one of the two does not vary. */
function correlation(a: Float64Array, b: Float64Array): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  let [product, squaresA, squaresB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    product += (a[i] - meanA) * (b[i] - meanB);
    squaresA += (a[i] - meanA) ** 2;
    squaresB += (b[i] - meanB) ** 2;
  }
  return product / (Math.sqrt(squaresA) * Math.sqrt(squaresB));
}

/** Groups are whole numbers from 0. */
function correlationRatio(values: Float64Array, groups: Float64Array): number {
  const groupCount = largest(groups) + 1;
  const [sums, counts] = [new Float64Array(groupCount), new Float64Array(groupCount)];
  for (let i = 0; i < values.length; i++) {
    sums[groups[i]] += values[i];
    counts[groups[i]]++;
  }
  const means = sums.map((sum, group) => sum / counts[group]);
  const overall = mean(values);
  let [within, total] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    within += (values[i] - means[groups[i]]) ** 2;
    total += (values[i] - overall) ** 2;
  }
  return total === 0 ? NaN : Math.sqrt(Math.max(0, 1 - within / total));
}

/** Groups and classes are whole numbers from 0. */
function lambda(groups: Float64Array, classes: Float64Array): number {
  const [groupCount, classCount] = [largest(groups) + 1, largest(classes) + 1];
  const table = new Float64Array(groupCount * classCount);
  const classCounts = new Float64Array(classCount);
  for (let i = 0; i < groups.length; i++) {
    table[groups[i] * classCount + classes[i]]++;
    classCounts[classes[i]]++;
  }
  const byGuess = largest(classCounts);
  let byGroup = 0;
  for (let group = 0; group < groupCount; group++)
    byGroup += largest(table.subarray(group * classCount, (group + 1) * classCount));
  return byGuess === groups.length ? NaN : (byGroup - byGuess) / (groups.length - byGuess);
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
