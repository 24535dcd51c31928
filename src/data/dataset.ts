/**
 * Rows of one kind of number. Row i is data[i · w] to data[(i + 1) · w], with w the product of `rowShape`.
 */
export interface DataBlock {
  /** "features", or "category:COLUMN" for the codes of a column that is embedded. */
  readonly name: string;
  readonly dtype: "float32" | "int32";
  readonly rowShape: readonly number[];
  readonly data: Float32Array | Int32Array;
  /** What each feature is, such as `age`, `age is missing` or `colour=red`; only for "features". */
  readonly names?: readonly string[];
  /** The number of different codes, the place for unseen and missing categories included; only for codes. */
  readonly cardinality?: number;
}

/** Class numbers to learn; −1 where a row has no target or one of an unknown class. */
export interface ClassesTarget {
  readonly kind: "classes";
  readonly data: Int32Array;
  readonly classes: readonly string[];
}

/** Numbers to learn, scaled to (value − mean) / scale; NaN where a row has none. */
export interface ValuesTarget {
  readonly kind: "values";
  readonly data: Float32Array;
  readonly mean: number;
  readonly scale: number;
}

/** A table as a network takes it: all rows of the table, in its order. */
export interface Dataset {
  readonly rows: number;
  readonly blocks: readonly DataBlock[];
  /** Left out at prediction time. */
  readonly target?: ClassesTarget | ValuesTarget;
  /** One weight a row, where classes are weighted. */
  readonly weights?: Float32Array;
}
