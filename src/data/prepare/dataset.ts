/**
 * Rows of one kind of number. Row i is data[i · w] to data[(i + 1) · w], with w the product of `rowShape`.
 */
export interface DataBlock {
  /**
   * "features", "category:COLUMN" for the codes of a column that is embedded, or "tensor:COLUMN" for one of
   * arrays.
   */
  readonly name: string;
  readonly dtype: "float32" | "int32" | "uint8";
  readonly rowShape: readonly number[];
  readonly data: Float32Array | Int32Array | Uint8Array;
  /** The names of the features, such as `age`, `age is missing` or `colour=red`; only for "features". */
  readonly names?: readonly string[];
  /** The columns that the features come from, in order; only for "features" made of a table's cells. */
  readonly columns?: readonly FeatureColumn[];
  /** The number of different codes, the place for unseen and missing categories included; only for codes. */
  readonly cardinality?: number;
  /** How the graph scales the block's numbers; only for arrays, whose data are as they were read. */
  readonly normalization?: BlockNormalization;
}

/**
 * Consecutive features that come from one column: a number, and whether it is missing; or the places of a
 * category.
 */
export interface FeatureColumn {
  readonly kind: "number" | "category";
  /** How many features. */
  readonly width: number;
}

/**
 * How a block is scaled in the graph: z = (x − shift) / scale, with a shift and a scale for each place on
 * `axis` of a row.
 */
export interface BlockNormalization {
  readonly axis: number;
  readonly shift: readonly number[];
  readonly scale: readonly number[];
}

/** Class numbers to learn; −1 where a row has no target or one of an unknown class. */
export interface ClassesTarget {
  readonly kind: "classes";
  readonly data: Int32Array;
  readonly classes: readonly string[];
}

/**
 * Numbers to learn, scaled to (value − mean) / scale; NaN where a row has none. Row i is data[i · width] to
 * data[(i + 1) · width].
 */
export interface ValuesTarget {
  readonly kind: "values";
  readonly data: Float32Array;
  /** The number of values in a row, at least 1. */
  readonly width: number;
  /** One for each value of a row. */
  readonly mean: readonly number[];
  readonly scale: readonly number[];
  /** The names of a row's values, for messages. */
  readonly names?: readonly string[];
}

/**
 * For each label whether it applies, 1 or 0; NaN where that is not known. Row i is data[i · k] to data[(i +
 * 1) · k].
 */
export interface LabelsTarget {
  readonly kind: "labels";
  readonly data: Float32Array;
  readonly labels: readonly string[];
}

/** A table as a network takes it: all rows of the table, in its order. */
export interface Dataset {
  readonly rows: number;
  readonly blocks: readonly DataBlock[];
  /** Left out at prediction time. */
  readonly target?: ClassesTarget | ValuesTarget | LabelsTarget;
  /** One weight a row, where classes are weighted. */
  readonly weights?: Float32Array;
}
