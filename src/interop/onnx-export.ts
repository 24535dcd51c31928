import { TrainwellError } from "../base/errors.ts";
import { type PreparedTarget, type Preprocessing, targetColumns } from "../data/prepare/preprocessing.ts";
import type { ColumnReading } from "../data/table/column-reading.ts";
import type { ColumnType } from "../data/table/column-types.ts";
import { taskOfTarget } from "../data/target/target.ts";
import { type Calibration, LEAST_PROBABILITY } from "../nn/judging/calibration.ts";
import { LABEL_THRESHOLD } from "../nn/metrics/decisions.ts";
import { graphProto, modelBytes, valueInfo } from "../runtime/onnx/model-proto.ts";
import type { HostArray } from "../runtime/session.ts";
import { GraphWriter, WORDS_DOMAIN } from "./graph-writer.ts";
import { cast } from "./onnx-cast.ts";
import { canReadDates } from "./onnx-dates.ts";
import { inlineProgram } from "./onnx-inline.ts";
import { writePrelude } from "./onnx-prelude.ts";

/** One network of a model to export. */
export interface ExportedMember {
  readonly preprocessing: Preprocessing;
  /** Its share in the mean, from 0 to 1; of all members they add up to 1. */
  readonly weight: number;
  /** A lowered evaluation program: from the state, "features" and "category:COLUMN" to "prediction". */
  readonly model: Uint8Array;
  /** The program's inputs that carry the state, to be frozen. */
  readonly constants: Readonly<Record<string, HostArray>>;
}

/** The networks that {@link exportOnnx} makes one model of, and how their outputs are read. */
export interface OnnxExport {
  /** At least one; of several the weighted mean is predicted. */
  readonly members: readonly ExportedMember[];
  readonly target: PreparedTarget;
  /** The quantiles that are predicted of each value; left out where the value itself is. */
  readonly quantiles?: readonly number[];
  /** How the mean probabilities of classes are corrected; left out where they are not. */
  readonly calibration?: Calibration;
  /**
   * Costs `[right][predicted]`, of which the least expected decides; left out where the most probable does.
   */
  readonly costs?: readonly (readonly number[])[];
}

/** A raw column as the exported model takes it. */
interface InputColumn {
  readonly column: string;
  readonly type: ColumnType | "tensor";
  /** Of a column of arrays: the element type and the shape of a row. */
  readonly row?: { readonly dtype: "uint8" | "float32"; readonly rowShape: readonly number[] };
  /** How its cells are read, where that is not as its type alone says. */
  readonly reading?: ColumnReading;
  /** The name of the model's input. */
  readonly input: string;
}

/**
 * Writes trained networks with their preprocessing as one ONNX model (opset 20 and ai.onnx.ml 3) that takes
 * the raw columns of a table and needs no other file.
 *
 * Inputs: one a column that the networks use, under the column's name, each [batch, 1]: a number column is
 * double, NaN being missing; a number column whose cells wore something in training (a decimal comma,
 * thousands, %, a currency or unit) is string, and read as it was there, with what they wore or without, so
 * that what is no number is missing; a date column likewise, where single blanks part its words and the
 * names of months are in small, large or title letters, and double, milliseconds since 1970 on the column's
 * clock, where its format cannot be read here (two words that nothing parts); a column of arrays is uint8
 * or float [batch, ...row] as it was read; boolean and category columns are string, as the CSV has them
 * without the white space around. Words that are no booleans, and categories that training did not see,
 * count as missing; so "" is missing. Numbers that are beyond float32 once scaled give no error here, but
 * predictions that mean nothing.
 *
 * Outputs: for classes, "label" string [batch] and "probabilities" float [batch, classes], where errors have
 * costs the class of least expected cost and probabilities that were calibrated for it; for labels, "labels"
 * bool [batch, labels] (a probability of at least ½) and "probabilities" float [batch, labels]; for values,
 * "prediction" float in the target's units, [batch] of a single one, else [batch, columns · quantiles] with
 * the quantiles of the first column first. Where a column has that name, the output's begins with
 * "predicted_".
 *
 * Metadata: `producer`, `target` (of several columns the first), `task`, and as JSON `outputs`, `targets`
 * (all target columns), `classes`, `quantiles` and `columns` ([{ column, type, reading, input }], with the
 * reading where there is one). A column's input has another name than the column only where ONNX cannot have
 * that name.
 *
 * @throws TrainwellError `export-invalid` when members disagree on the type of a column, or there are no
 *   members.
 */
export function exportOnnx(about: OnnxExport): Uint8Array {
  const { members, target, quantiles = [], calibration, costs } = about;
  const columns = inputColumns(members);
  const writer = new GraphWriter(unusedPrefix(columns));
  const inputs = new Map(columns.map(({ column, input }) => [column, input]));
  const predictions = members.map((member, index) =>
    writeMember(writer, member, { index, inputs, quantiles }),
  );
  const weights = members.map(({ weight }) => weight);
  const mean = writeMean(writer, predictions, weights);
  const prediction = calibration ? writeCalibration(writer, mean, calibration) : mean;
  const outputs = writeOutputs(writer, prediction, {
    target,
    columns,
    quantiles,
    ...(costs ? { costs } : {}),
  });
  const graph = graphProto("trainwell", {
    nodes: writer.nodes,
    initializers: writer.initializers,
    inputs: columns.map((column) => valueInfo(column.input, inputType(column))),
    outputs,
  });
  return modelBytes(graph, {
    domains: [WORDS_DOMAIN],
    metadata: metadataOf({ target, quantiles, columns, outputs }),
  });
}

function inputType({ type, row, reading }: InputColumn) {
  if (row !== undefined) return { dtype: row.dtype, shape: ["batch", ...row.rowShape] };
  const isNumber = type === "number" && reading?.number === undefined;
  const isTime = type === "date" && (reading?.date === undefined || !canReadDates(reading.date));
  return { dtype: isNumber || isTime ? ("float64" as const) : ("string" as const), shape: ["batch", 1] };
}

function inputColumns(members: readonly ExportedMember[]): InputColumn[] {
  if (members.length === 0) throw invalidExport("there is no member");
  const types = new Map<string, InputColumn["type"]>();
  const rows = new Map<string, InputColumn["row"]>();
  const readings = new Map<string, ColumnReading>();
  for (const input of members.flatMap((member) => member.preprocessing.inputs)) {
    const { column, type } = input;
    if (input.kind === "tensor") rows.set(column, { dtype: input.dtype, rowShape: input.rowShape });
    if (input.kind === "numeric" && input.reading !== undefined) readings.set(column, input.reading);
    const known = types.get(column) ?? type;
    if (known !== type)
      throw invalidExport(`column "${column}" is ${known} in one member, ${type} in another`);
    types.set(column, type);
  }
  const taken = new Set<string>();
  return [...types].map(([column, type]) => {
    let input = onnxName(column);
    while (taken.has(input)) input += "_";
    taken.add(input);
    const row = rows.get(column);
    const reading = readings.get(column);
    return { column, type, ...(row && { row }), ...(reading && { reading }), input };
  });
}

/**
 * A name that ONNX can have: not empty, well-formed Unicode, and without zero characters, at which C strings
 * end.
 */
function onnxName(column: string): string {
  const wellFormed = new TextDecoder("utf-8", { ignoreBOM: true }).decode(new TextEncoder().encode(column));
  return wellFormed.replaceAll("\0", "\uFFFD") || "column";
}

function unusedPrefix(columns: readonly InputColumn[]): string {
  let prefix = "trainwell:";
  while (columns.some(({ input }) => input.startsWith(prefix))) prefix = `:${prefix}`;
  return prefix;
}

/** A member's prediction: probabilities, or values in the target's units. */
function writeMember(
  writer: GraphWriter,
  { preprocessing, model, constants }: ExportedMember,
  about: { index: number; inputs: ReadonlyMap<string, string>; quantiles: readonly number[] },
): string {
  const { index, inputs, quantiles } = about;
  const values = writePrelude(writer, preprocessing, inputs);
  const prefix = `${writer.prefix}${index}:`;
  const prediction = inlineProgram(writer, model, { values, constants, prefix, output: "prediction" });
  if (preprocessing.target.kind !== "values") return prediction;
  const scales = preprocessing.target.columns.flatMap((column) =>
    quantiles.length > 0 ? quantiles.map(() => column) : [column],
  );
  const row = (values: readonly number[]) =>
    writer.constant("float64", values.length === 1 ? [] : [1, values.length], values);
  const factors = [cast(writer, prediction, "float64"), row(scales.map(({ scale }) => scale))];
  const scaled = writer.node("Mul", factors);
  return cast(writer, writer.node("Add", [scaled, row(scales.map(({ mean }) => mean))]), "float32");
}

/** The weighted mean: shares in float64, summed up in float32 member by member, as the library does it. */
function writeMean(writer: GraphWriter, predictions: readonly string[], weights: readonly number[]): string {
  if (predictions.length === 1) return predictions[0];
  const [first, ...others] = predictions.map((prediction, index) =>
    writer.node("Mul", [
      cast(writer, prediction, "float64"),
      writer.constant("float64", [], [weights[index]]),
    ]),
  );
  return others.reduce(
    (sum, share) => cast(writer, writer.node("Add", [cast(writer, sum, "float64"), share]), "float32"),
    cast(writer, first, "float32"),
  );
}

/** softmax(scale · log p + offsets), in float64 as the library does it. */
function writeCalibration(writer: GraphWriter, prediction: string, { scale, offsets }: Calibration): string {
  const constant = (value: number) => writer.constant("float64", [], [value]);
  const bounded = writer.node("Max", [cast(writer, prediction, "float64"), constant(LEAST_PROBABILITY)]);
  const scaled = writer.node("Mul", [writer.node("Log", [bounded]), constant(scale)]);
  const logits = writer.node("Add", [scaled, writer.constant("float64", [1, offsets.length], offsets)]);
  return cast(writer, writer.node("Softmax", [logits], { attributes: { axis: { int: 1 } } }), "float32");
}

/**
 * The place of the class decided for: of the least expected cost where there are costs, else the likeliest.
 */
function writeDecision(
  writer: GraphWriter,
  probabilities: string,
  costs: readonly (readonly number[])[] | undefined,
): string {
  const attributes = { axis: { int: 1 }, keepdims: { int: 0 } };
  if (costs === undefined) return writer.node("ArgMax", [probabilities], { attributes });
  const matrix = writer.constant("float64", [costs.length, costs.length], costs.flat());
  const expected = writer.node("MatMul", [cast(writer, probabilities, "float64"), matrix]);
  return writer.node("ArgMin", [expected], { attributes });
}

function writeOutputs(
  writer: GraphWriter,
  prediction: string,
  about: Pick<OnnxExport, "target" | "costs"> & {
    quantiles: readonly number[];
    columns: readonly InputColumn[];
  },
) {
  const { target, quantiles, columns, costs } = about;
  const nameOf = (wanted: string) => {
    let name = wanted;
    while (columns.some(({ input }) => input === name)) name = `predicted_${name}`;
    return name;
  };
  if (target.kind === "values") {
    const output = writer.node("Identity", [prediction], { output: nameOf("prediction") });
    const width = target.columns.length * Math.max(1, quantiles.length);
    return [valueInfo(output, { dtype: "float32", shape: width === 1 ? ["batch"] : ["batch", width] })];
  }
  const probabilities = writer.node("Identity", [prediction], { output: nameOf("probabilities") });
  if (target.kind === "labels") {
    const threshold = writer.constant("float32", [], [LABEL_THRESHOLD]);
    const labels = writer.node("GreaterOrEqual", [probabilities, threshold], { output: nameOf("labels") });
    const shape = ["batch", target.columns.length];
    return [
      valueInfo(labels, { dtype: "bool", shape }),
      valueInfo(probabilities, { dtype: "float32", shape }),
    ];
  }
  const best = writeDecision(writer, probabilities, costs);
  const label = writer.node("LabelEncoder", [best], {
    domain: WORDS_DOMAIN.domain,
    attributes: {
      keys_int64s: { ints: target.classes.map((_, place) => place) },
      values_strings: { strings: target.classes },
    },
    output: nameOf("label"),
  });
  return [
    valueInfo(label, { dtype: "string", shape: ["batch"] }),
    valueInfo(probabilities, { dtype: "float32", shape: ["batch", target.classes.length] }),
  ];
}

function metadataOf(about: {
  target: PreparedTarget;
  quantiles: readonly number[];
  columns: readonly InputColumn[];
  outputs: readonly { name: string }[];
}): Map<string, string> {
  const { target, quantiles, columns, outputs } = about;
  const targets = targetColumns(target).map(({ column }) => column);
  return new Map([
    ["producer", "trainwell"],
    ["task", taskOfTarget(target.kind)],
    ["target", targets[0]],
    ["targets", JSON.stringify(targets)],
    ["outputs", JSON.stringify(outputs.map(({ name }) => name))],
    ["classes", JSON.stringify(target.kind === "classes" ? target.classes : [])],
    ["quantiles", JSON.stringify(quantiles)],
    ["columns", JSON.stringify(columns)],
  ]);
}

function invalidExport(why: string): TrainwellError {
  return new TrainwellError({
    kind: "failure",
    code: "export-invalid",
    message: `The model cannot be exported: ${why}.`,
  });
}
