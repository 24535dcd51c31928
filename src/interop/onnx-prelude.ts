import { gapNumbers } from "../data/prepare/gap-values.ts";
import {
  type CategoryInput,
  categoryBlockName,
  LARGEST_SQUASHED,
  type NumericInput,
  type Preprocessing,
} from "../data/prepare/preprocessing.ts";
import { TOLD_BOOLEAN_PAIRS } from "../data/table/cells/cell.ts";
import type { NumberReading } from "../data/table/cells/number-reading.ts";
import { type GraphWriter, WORDS_DOMAIN } from "./graph-writer.ts";
import { cast } from "./onnx-cast.ts";
import { CalendarWriter } from "./onnx-date-parts.ts";
import { canReadDates, writeDates } from "./onnx-dates.ts";
import { writeReading } from "./onnx-numbers.ts";

/** Features side by side: the name of a value [batch, width]. */
interface Features {
  readonly name: string;
  readonly width: number;
}

/**
 * Writes a preprocessing as nodes: from the raw columns, each [batch, 1], to the blocks that a network takes.
 *
 * @param columns the name of the value of each column.
 * @returns the names of the blocks' values: "features" float32 [batch, width], "category:COLUMN" int32
 *   [batch]; a block of arrays is its column, which the network itself scales.
 */
export function writePrelude(
  writer: GraphWriter,
  preprocessing: Preprocessing,
  columns: ReadonlyMap<string, string>,
): Map<string, string> {
  const { inputs } = preprocessing;
  const numeric = inputs.filter((input) => input.kind === "numeric");
  const categories = inputs.filter((input) => input.kind === "category");
  const oneHot = categories.filter((input) => input.encoding === "oneHot");
  const blocks = new Map<string, string>();
  const parts = [
    ...(numeric.length > 0 ? writeNumbers(writer, numeric, columns) : []),
    ...oneHot.map((input) => writeOneHot(writer, input, columns.get(input.column)!)),
  ];
  if (parts.length > 0) blocks.set("features", join(writer, parts, featureOrder(inputs)));
  for (const input of inputs)
    if (input.kind === "tensor") blocks.set(input.block, columns.get(input.column)!);
  for (const input of categories) {
    if (input.encoding === "embedding")
      blocks.set(categoryBlockName(input.column), writeCodes(writer, input, columns.get(input.column)!));
  }
  return blocks;
}

/**
 * The scaled numbers, and the indicators of all number columns where one has an indicator; as in training, in
 * float64.
 */
function writeNumbers(
  writer: GraphWriter,
  inputs: readonly NumericInput[],
  columns: ReadonlyMap<string, string>,
): Features[] {
  const width = inputs.length;
  const row = (values: readonly number[]) => writer.constant("float64", [1, width], values);
  const read = new Map([
    ...writeReadings(writer, inputs, columns),
    ...writeDateParts(writer, inputs, columns),
    ...writeTargetMeans(writer, inputs, columns),
  ]);
  const raw = inputs.map((input) =>
    withoutGaps(writer, read.get(input) ?? writeNumber(writer, input, columns.get(input.column)!), input),
  );
  const values = writer.node("Concat", raw, { attributes: { axis: { int: 1 } } });
  const absent = writer.node("IsNaN", [values]);
  const filled = writer.node("Where", [absent, row(inputs.map((input) => input.imputation)), values]);
  const curved = writeCurves(writer, filled, inputs);
  const centred = writer.node("Sub", [curved, row(inputs.map((input) => input.shift))]);
  const scaled = writer.node("Div", [centred, row(inputs.map((input) => input.scale))]);
  const features = { name: cast(writer, writeSquash(writer, scaled, inputs), "float32"), width };
  if (!inputs.some((input) => input.indicator)) return [features];
  return [features, { name: cast(writer, absent, "float32"), width }];
}

/** Numbers on their curves, column by column where there are some. */
function writeCurves(writer: GraphWriter, numbers: string, inputs: readonly NumericInput[]): string {
  if (!inputs.some(({ logUnit, curve }) => logUnit !== undefined || curve !== undefined)) return numbers;
  const columns = inputs.map((input, index) => {
    const place = writer.constant("int64", [1], [index]);
    const column = writer.node("Gather", [numbers, place], { attributes: { axis: { int: 1 } } });
    if (input.logUnit !== undefined) return writeLogarithm(writer, column, input.logUnit);
    return input.curve === undefined ? column : writeScores(writer, column, input.curve);
  });
  return columns.length === 1
    ? columns[0]
    : writer.node("Concat", columns, { attributes: { axis: { int: 1 } } });
}

/** sign(x) · log(1 + |x| / unit). */
function writeLogarithm(writer: GraphWriter, column: string, unit: number): string {
  const scalar = (value: number) => writer.constant("float64", [], [value]);
  const size = writer.node("Div", [writer.node("Abs", [column]), scalar(unit)]);
  const logarithm = writer.node("Log", [writer.node("Add", [scalar(1), size])]);
  return writer.node("Mul", [writer.node("Sign", [column]), logarithm]);
}

/** The first score, and for each stretch between knots its rise times the part of it that lies below x. */
function writeScores(
  writer: GraphWriter,
  column: string,
  curve: readonly (readonly [number, number])[],
): string {
  const scalar = (value: number) => writer.constant("float64", [], [value]);
  const [[, first], ...rest] = curve;
  if (rest.length === 0) return writer.node("Mul", [column, scalar(0)]);
  const row = (values: readonly number[]) => writer.constant("float64", [1, rest.length], values);
  const from = curve.slice(0, -1);
  const lengths = rest.map(([to], index) => to - from[index][0]);
  const along = writer.node("Div", [
    writer.node("Sub", [column, row(from.map(([knot]) => knot))]),
    row(lengths),
  ]);
  const part = writer.node("Min", [writer.node("Max", [along, scalar(0)]), scalar(1)]);
  const rises = writer.node("Mul", [part, row(rest.map(([, score], index) => score - from[index][1]))]);
  const sum = writer.node("ReduceSum", [rises, writer.constant("int64", [1], [1])]);
  return writer.node("Add", [sum, scalar(first)]);
}

/** z / √(1 + (z / bound)²) for the numbers with a bound, z for the others. */
function writeSquash(writer: GraphWriter, scaled: string, inputs: readonly NumericInput[]): string {
  const bounded = inputs.map(({ bound }) => bound !== undefined);
  if (!bounded.includes(true)) return scaled;
  const scalar = (value: number) => writer.constant("float64", [], [value]);
  const row = (values: readonly number[]) => writer.constant("float64", [1, inputs.length], values);
  const cut = writer.node("Min", [
    writer.node("Max", [scaled, scalar(-LARGEST_SQUASHED)]),
    scalar(LARGEST_SQUASHED),
  ]);
  const share = writer.node("Div", [cut, row(inputs.map(({ bound = 1 }) => bound))]);
  const root = writer.node("Sqrt", [writer.node("Add", [scalar(1), writer.node("Mul", [share, share])])]);
  const squashed = writer.node("Div", [cut, root]);
  if (!bounded.includes(false)) return squashed;
  const has = writer.node("Greater", [row(bounded.map(Number)), scalar(0)]);
  return writer.node("Where", [has, squashed, scaled]);
}

/** The numbers of columns whose cells are texts to be read, those of one reading at once. */
function writeReadings(
  writer: GraphWriter,
  inputs: readonly NumericInput[],
  columns: ReadonlyMap<string, string>,
): Map<NumericInput, string> {
  const groups = new Map<string, { reading: NumberReading; inputs: NumericInput[] }>();
  for (const input of inputs) {
    const reading = input.reading?.number;
    if (reading === undefined) continue;
    const key = JSON.stringify(reading);
    groups.set(key, { reading, inputs: [...(groups.get(key)?.inputs ?? []), input] });
  }
  const along = { attributes: { axis: { int: 1 } } };
  const read = new Map<NumericInput, string>();
  for (const group of groups.values()) {
    const texts = group.inputs.map((input) => columns.get(input.column)!);
    const values = writeReading(writer, writer.node("Concat", texts, along), group.reading);
    group.inputs.forEach((input, place) => {
      read.set(input, writer.node("Gather", [values, writer.constant("int64", [1], [place])], along));
    });
  }
  return read;
}

/** The parts of dates; each column is read once. */
function writeDateParts(
  writer: GraphWriter,
  inputs: readonly NumericInput[],
  columns: ReadonlyMap<string, string>,
): Map<NumericInput, string> {
  const calendars = new Map<string, CalendarWriter>();
  const parts = new Map<NumericInput, string>();
  for (const input of inputs) {
    const { column, part, reading } = input;
    if (part === undefined) continue;
    const cells = columns.get(column)!;
    const date = reading?.date;
    const isText = date !== undefined && canReadDates(date);
    const calendar =
      calendars.get(column) ?? new CalendarWriter(writer, isText ? writeDates(writer, cells, date) : cells);
    calendars.set(column, calendar);
    parts.set(input, calendar.write(part));
  }
  return parts;
}

/** The number of each word's category; the words of a column are looked up once. */
function writeTargetMeans(
  writer: GraphWriter,
  inputs: readonly NumericInput[],
  columns: ReadonlyMap<string, string>,
): Map<NumericInput, string> {
  const places = new Map<string, string>();
  const means = new Map<NumericInput, string>();
  for (const input of inputs) {
    const { column, targetMeans } = input;
    if (targetMeans === undefined) continue;
    const { categories, values, missing } = targetMeans;
    const told = missing === undefined ? values : [...values, missing];
    const place =
      places.get(column) ??
      writePlace(writer, categories, columns.get(column)!, { missingApart: missing !== undefined });
    places.set(column, place);
    means.set(input, writer.node("Gather", [writer.constant("float64", [told.length], told), place]));
  }
  return means;
}

/** Numbers without those that mean a missing one, such as −999. */
function withoutGaps(writer: GraphWriter, values: string, { type, reading }: NumericInput): string {
  const gaps = gapNumbers(reading?.gaps ?? []);
  if (type !== "number") return values;
  const nothing = () => writer.constant("float64", [], [NaN]);
  return gaps.reduce(
    (so, gap) =>
      writer.node("Where", [
        writer.node("Equal", [so, writer.constant("float64", [], [gap])]),
        nothing(),
        so,
      ]),
    values,
  );
}

/** The number of a cell [batch, 1] in float64, NaN where it is missing. */
function writeNumber(writer: GraphWriter, input: NumericInput, column: string): string {
  if (input.type === "number") return column;
  const readings = TOLD_BOOLEAN_PAIRS.flatMap((pair) =>
    pair.flatMap((word, value) => spellings(word).map((spelling) => [spelling, value] as const)),
  );
  const value = writer.node("LabelEncoder", [column], {
    domain: WORDS_DOMAIN.domain,
    attributes: {
      keys_strings: { strings: readings.map(([word]) => word) },
      values_floats: { floats: readings.map(([, reading]) => reading) },
      default_float: { float: NaN },
    },
  });
  return cast(writer, value, "float64");
}

/** A word in every mixture of small and capital letters, as the reading of booleans takes it. */
function spellings(word: string): string[] {
  if (word === "") return [""];
  const first = new Set([word[0], word[0].toUpperCase()]);
  return spellings(word.slice(1)).flatMap((rest) => [...first].map((letter) => letter + rest));
}

/** One feature a category, and one for all others. */
function writeOneHot(writer: GraphWriter, input: CategoryInput, column: string): Features {
  const count = input.categories.length;
  const width = count + 1;
  if (input.type === "number") return { name: writeNumberMatches(writer, input, column), width };
  const places = writer.constant(
    "int64",
    [1, width],
    Array.from({ length: width }, (_, place) => place),
  );
  const matches = writer.node("Equal", [writePlace(writer, input.categories, column), places]);
  return { name: cast(writer, matches, "float32"), width };
}

/** The codes of an embedded column, int32 [batch]. */
function writeCodes(writer: GraphWriter, input: CategoryInput, column: string): string {
  const code =
    input.type === "number"
      ? writer.node("ArgMax", [writeNumberMatches(writer, input, column)], {
          attributes: { axis: { int: 1 }, keepdims: { int: 1 } },
        })
      : writePlace(writer, input.categories, column);
  return cast(writer, writer.node("Reshape", [code, writer.constant("int64", [1], [-1])]), "int32");
}

/**
 * The place of a word among the categories, int64 [batch, 1]; unseen and missing ones come after the last,
 * missing ones after the unseen where they are told apart.
 */
function writePlace(
  writer: GraphWriter,
  categories: readonly string[],
  column: string,
  { missingApart = false } = {},
): string {
  const unseen = categories.length;
  const known = categories.map((word, place) => ({ word, place }));
  if (missingApart) known.push({ word: "", place: unseen + 1 });
  // An encoder must know some word, also where training saw none.
  else if (unseen === 0) known.push({ word: "", place: unseen });
  return writer.node("LabelEncoder", [column], {
    domain: WORDS_DOMAIN.domain,
    attributes: {
      keys_strings: { strings: known.map(({ word }) => word) },
      values_int64s: { ints: known.map(({ place }) => place) },
      default_int64: { int: unseen },
    },
  });
}

/**
 * Numbers as categories, one-hot: a category is the number in its shortest form, and other texts match none.
 */
function writeNumberMatches(writer: GraphWriter, input: CategoryInput, column: string): string {
  const keys = input.categories.map((text) => (String(Number(text)) === text ? Number(text) : NaN));
  const equal = writer.node("Equal", [column, writer.constant("float64", [1, keys.length], keys)]);
  const matches = cast(writer, equal, "float32");
  const axis = writer.constant("int64", [1], [1]);
  const matched = writer.node("ReduceSum", [matches, axis]);
  const other = writer.node("Sub", [writer.constant("float32", [1, 1], [1]), matched]);
  return writer.node("Concat", [matches, other], { attributes: { axis: { int: 1 } } });
}

/** Where each feature of the block lies among the parts: scaled numbers, indicators, one-hot places. */
function featureOrder(inputs: Preprocessing["inputs"]): number[] {
  const numbers = inputs.filter((input) => input.kind === "numeric");
  const hasIndicators = numbers.some((input) => input.indicator);
  let number = 0;
  let place = hasIndicators ? 2 * numbers.length : numbers.length;
  return inputs.flatMap((input) => {
    if (input.kind === "numeric") {
      const at = number++;
      return input.indicator ? [at, numbers.length + at] : [at];
    }
    if (input.kind === "tensor" || input.encoding === "embedding") return [];
    const first = place;
    place += input.categories.length + 1;
    return Array.from({ length: input.categories.length + 1 }, (_, category) => first + category);
  });
}

function join(writer: GraphWriter, parts: readonly Features[], order: readonly number[]): string {
  const names = parts.map((part) => part.name);
  const whole =
    names.length === 1 ? names[0] : writer.node("Concat", names, { attributes: { axis: { int: 1 } } });
  const width = parts.reduce((sum, part) => sum + part.width, 0);
  if (order.length === width && order.every((from, to) => from === to)) return whole;
  const indices = writer.constant("int64", [order.length], order);
  return writer.node("Gather", [whole, indices], { attributes: { axis: { int: 1 } } });
}
