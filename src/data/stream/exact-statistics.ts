import { isMomentScaling, numberScale, type PreprocessingOptions } from "../prepare/fit-preprocessing.ts";
import type { NumericInput, PreparedTarget, Preprocessing } from "../prepare/preprocessing.ts";
import type { ColumnTally } from "./column-tally.ts";
import type { Survey } from "./survey.ts";

/**
 * A preprocessing that was fitted on a sample of a stream, with the numbers that were counted over all of it
 * in place of the sample's: means, spreads, ranges, missing cells, and the counts of classes. Medians and
 * quartiles, and the scales of arrays, stay those of the sample.
 */
export function withExactStatistics(
  preprocessing: Preprocessing,
  { tallies, rows }: Pick<Survey, "tallies" | "rows">,
  options: Pick<PreprocessingOptions, "missing" | "normalize" | "targetScaling">,
): Preprocessing {
  const inputs = preprocessing.inputs.map((input) => {
    const tally = tallies.get(input.column);
    // Of dates the parts are counted in the sample alone.
    if (tally === undefined || input.kind === "tensor" || input.type === "date") return input;
    return input.kind === "numeric"
      ? exactNumeric(input, { tally, rows: rows.train }, options)
      : { ...input, missing: rows.train - tally.present };
  });
  return { ...preprocessing, inputs, target: exactTarget(preprocessing.target, tallies, options) };
}

function exactNumeric(
  input: NumericInput,
  { tally, rows }: { tally: ColumnTally; rows: number },
  { missing = "mean", normalize = "standardize" }: Pick<PreprocessingOptions, "missing" | "normalize">,
): NumericInput {
  const statistics = { ...tally.description, missing: rows - tally.present };
  const counted = {
    ...input,
    imputation: missing === "mean" ? statistics.mean : input.imputation,
    indicator: statistics.missing > 0,
    statistics,
  };
  return isMomentScaling(normalize) ? { ...counted, ...numberScale(normalize, statistics) } : counted;
}

function exactTarget(
  target: PreparedTarget,
  tallies: ReadonlyMap<string, ColumnTally>,
  { targetScaling }: Pick<PreprocessingOptions, "targetScaling">,
): PreparedTarget {
  const tallyOf = (column: string) => tallies.get(column)!;
  if (target.kind === "classes") {
    const tally = tallyOf(target.column);
    return { ...target, counts: target.classes.map((label) => tally.countOf(label)) };
  }
  if (target.kind === "labels") {
    const columns = target.columns.map((label) => ({ ...label, count: tallyOf(label.column).ones }));
    return { ...target, columns };
  }
  if (targetScaling === "none") return target;
  const columns = target.columns.map((value) => {
    const { mean, std } = tallyOf(value.column).description;
    return { ...value, mean, scale: std > 0 ? std : 1 };
  });
  return { ...target, columns };
}
