import { TrainwellError } from "../base/errors.ts";
import type { PreparedTarget, Preprocessing } from "../data/preprocessing.ts";
import type { ColumnType } from "../data/table.ts";
import { graphProto, modelBytes, valueInfo } from "../runtime/onnx/model.ts";
import type { HostArray } from "../runtime/session.ts";
import { GraphWriter, WORDS_DOMAIN } from "./graph-writer.ts";
import { inlineProgram } from "./onnx-inline.ts";
import { cast, writePrelude } from "./onnx-prelude.ts";

/** One network of a model to export. */
export interface ExportedMember {
  readonly preprocessing: Preprocessing;
  /** A lowered evaluation program: from the state, "features" and "category:COLUMN" to "prediction". */
  readonly model: Uint8Array;
  /** The program's inputs that carry the state, to be frozen. */
  readonly constants: Readonly<Record<string, HostArray>>;
}

/** What {@link exportOnnx} makes one model of. */
export interface OnnxExport {
  /** At least one; several are averaged. */
  readonly members: readonly ExportedMember[];
  readonly target: PreparedTarget;
}

/** A raw column as the exported model takes it. */
interface InputColumn {
  readonly column: string;
  readonly type: ColumnType | "tensor";
  /** Of a column of arrays: the element type and the shape of a row. */
  readonly row?: { readonly dtype: "uint8" | "float32"; readonly rowShape: readonly number[] };
  /** The name of the model's input. */
  readonly input: string;
}

/**
 * Writes trained networks with their preprocessing as one ONNX model (opset 20 and ai.onnx.ml 3) that takes the raw
 * columns of a table and needs no other file.
 *
 * Inputs: one a column that the networks use, under the column's name, each [batch, 1]: a number column is double, NaN
 * being missing; a column of arrays is uint8 or float [batch, ...row] as it was read; boolean and category columns are string, as the CSV has them without the white space around. Words
 * that are no booleans, and categories that training did not see, count as missing; so "" is missing. Numbers that are
 * beyond float32 once scaled give no error here, but predictions that mean nothing.
 *
 * Outputs: for classes, "label" string [batch] and "probabilities" float [batch, classes]; for values, "prediction"
 * float [batch] in the target's units. Where a column has that name, the output's begins with "predicted_".
 *
 * Metadata: `producer`, `target`, `task`, `outputs`, and as JSON `classes` and `columns` ([{ column, type, input }]). A
 * column's input has another name than the column only where ONNX cannot have that name.
 *
 * @throws TrainwellError `export-invalid` when members disagree on the type of a column, or there are no members.
 */
export function exportOnnx({ members, target }: OnnxExport): Uint8Array {
  const columns = inputColumns(members);
  const writer = new GraphWriter(unusedPrefix(columns));
  const inputs = new Map(columns.map(({ column, input }) => [column, input]));
  const predictions = members.map((member, index) => writeMember(writer, member, { index, inputs }));
  const outputs = writeOutputs(writer, writeMean(writer, predictions), { target, columns });
  const graph = graphProto("trainwell", {
    nodes: writer.nodes,
    initializers: writer.initializers,
    inputs: columns.map((column) => valueInfo(column.input, inputType(column))),
    outputs,
  });
  return modelBytes(graph, { domains: [WORDS_DOMAIN], metadata: metadataOf(target, columns, outputs) });
}

function inputType({ type, row }: InputColumn) {
  if (row !== undefined) return { dtype: row.dtype, shape: ["batch", ...row.rowShape] };
  return { dtype: type === "number" ? ("float64" as const) : ("string" as const), shape: ["batch", 1] };
}

function inputColumns(members: readonly ExportedMember[]): InputColumn[] {
  if (members.length === 0) throw invalidExport("there is no member");
  const types = new Map<string, InputColumn["type"]>();
  const rows = new Map<string, InputColumn["row"]>();
  for (const input of members.flatMap((member) => member.preprocessing.inputs)) {
    const { column, type } = input;
    if (input.kind === "tensor") rows.set(column, { dtype: input.dtype, rowShape: input.rowShape });
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
    return { column, type, ...(row === undefined ? {} : { row }), input };
  });
}

/** A name that ONNX can have: not empty, well-formed Unicode, and without zero characters, at which C strings end. */
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
  { index, inputs }: { index: number; inputs: ReadonlyMap<string, string> },
): string {
  const values = writePrelude(writer, preprocessing, inputs);
  const prefix = `${writer.prefix}${index}:`;
  const prediction = inlineProgram(writer, model, { values, constants, prefix, output: "prediction" });
  if (preprocessing.target.kind === "classes") return prediction;
  const { mean, scale } = preprocessing.target;
  const factors = [cast(writer, prediction, "float64"), writer.constant("float64", [], [scale])];
  const scaled = writer.node("Mul", factors);
  return cast(writer, writer.node("Add", [scaled, writer.constant("float64", [], [mean])]), "float32");
}

/** The mean: shares in float64, summed up in float32 member by member, as the library does it. */
function writeMean(writer: GraphWriter, predictions: readonly string[]): string {
  if (predictions.length === 1) return predictions[0];
  const count = writer.constant("float64", [], [predictions.length]);
  const [first, ...others] = predictions.map((prediction) =>
    writer.node("Div", [cast(writer, prediction, "float64"), count]),
  );
  return others.reduce(
    (sum, share) => cast(writer, writer.node("Add", [cast(writer, sum, "float64"), share]), "float32"),
    cast(writer, first, "float32"),
  );
}

function writeOutputs(
  writer: GraphWriter,
  prediction: string,
  { target, columns }: { target: PreparedTarget; columns: readonly InputColumn[] },
) {
  const nameOf = (wanted: string) => {
    let name = wanted;
    while (columns.some(({ input }) => input === name)) name = `predicted_${name}`;
    return name;
  };
  if (target.kind === "values") {
    const output = writer.node("Identity", [prediction], { output: nameOf("prediction") });
    return [valueInfo(output, { dtype: "float32", shape: ["batch"] })];
  }
  const probabilities = writer.node("Identity", [prediction], { output: nameOf("probabilities") });
  const best = writer.node("ArgMax", [probabilities], {
    attributes: { axis: { int: 1 }, keepdims: { int: 0 } },
  });
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

function metadataOf(
  target: PreparedTarget,
  columns: readonly InputColumn[],
  outputs: readonly { name: string }[],
): Map<string, string> {
  const isClasses = target.kind === "classes";
  return new Map([
    ["producer", "trainwell"],
    ["task", isClasses ? "classification" : "regression"],
    ["target", target.column],
    ["outputs", JSON.stringify(outputs.map(({ name }) => name))],
    ["classes", JSON.stringify(isClasses ? target.classes : [])],
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
