import type { ReportDocument } from "./document.ts";

/** The folder and the columns that the snippets show. */
export interface UsageOptions {
  /** The folder with the results. */
  readonly folder: string;
  /** The columns that the model takes; the first few of cells are shown. */
  readonly inputs: readonly UsageInput[];
}

/** A column of cells, or of arrays of one shape. */
export interface UsageInput {
  readonly column: string;
  readonly dtype?: "uint8" | "float32";
  readonly rowShape?: readonly number[];
}

const COLUMNS_SHOWN = 4;

/**
 * How to use an exported model: on the command line, from Node, and from Python, which need nothing of
 * Trainwell.
 */
export function usageSnippets({ folder, inputs }: UsageOptions): ReportDocument["usage"] {
  const model = JSON.stringify(`${folder}/model.onnx`);
  const tensor = inputs.find((input) => input.rowShape !== undefined);
  const data = tensor === undefined ? "new.csv" : isImage(tensor) ? "new-images" : "new.npz";
  const command = {
    title: "Command line",
    code: `trainwell predict ${data} --model ${shellWord(folder)} --out predictions.csv`,
  };
  // Arrays beside cells come in too many forms for a snippet.
  if (tensor && inputs.length > 1) return [command];
  const columns = inputs.map(({ column }) => column);
  return [
    command,
    {
      title: "Node, with onnxruntime-node",
      code: tensor ? nodeTensorSnippet(model, tensor) : nodeSnippet(model, columns),
    },
    {
      title: "Python, with onnxruntime",
      code: tensor ? pythonTensorSnippet(model, tensor) : pythonSnippet(model),
    },
  ];
}

function isImage({ rowShape = [], dtype }: UsageInput): boolean {
  return dtype === "uint8" && rowShape.length === 3 && (rowShape[0] === 1 || rowShape[0] === 3);
}

/** A description of the numbers in one row. */
function describeRow(input: UsageInput): string {
  const { rowShape = [] } = input;
  if (!isImage(input)) return `one row of ${rowShape.join(" x ")} numbers`;
  const [channels, height, width] = rowShape;
  const colours = channels === 1 ? "shades of grey" : "red, green, blue one after the other";
  return `one image, ${height} pixels high and ${width} wide: ${colours}, 0 to 255`;
}

function nodeTensorSnippet(model: string, input: UsageInput): string {
  const { rowShape = [], dtype = "float32" } = input;
  const array = dtype === "uint8" ? "Uint8Array" : "Float32Array";
  return `import { InferenceSession, Tensor } from "onnxruntime-node";

const session = await InferenceSession.create(${model});
const row = new ${array}(${rowShape.join(" * ")}); // ${describeRow(input)}
const feeds = { [session.inputNames[0]]: new Tensor("${dtype}", row, [1, ${rowShape.join(", ")}]) };
console.log(await session.run(feeds));`;
}

function pythonTensorSnippet(model: string, input: UsageInput): string {
  const { rowShape = [], dtype = "float32" } = input;
  return `import numpy, onnxruntime

session = onnxruntime.InferenceSession(${model})
rows = numpy.zeros((1, ${rowShape.join(", ")}), numpy.${dtype})  # ${describeRow(input)}
results = session.run(None, {session.get_inputs()[0].name: rows})
for output, values in zip(session.get_outputs(), results):
    print(output.name, values[:5])`;
}

function shellWord(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function nodeSnippet(model: string, columns: readonly string[]): string {
  const shown = columns.slice(0, COLUMNS_SHOWN).map((column) => `${JSON.stringify(column)}: "…"`);
  const more = columns.length > COLUMNS_SHOWN ? ", /* and so on */" : "";
  return `import { InferenceSession, Tensor } from "onnxruntime-node";

const session = await InferenceSession.create(${model});
const rows = [{ ${shown.join(", ")}${more} }]; // the cells of each row, as text
const feeds = {};
for (const { name, type } of session.inputMetadata) {
  const words = rows.map((row) => row[name].trim());
  const numbers = words.map((word) => (word === "" ? NaN : Number(word)));
  feeds[name] = new Tensor(type, type === "string" ? words : numbers, [rows.length, 1]);
}
const results = await session.run(feeds);
for (const [output, { data }] of Object.entries(results)) console.log(output, data.slice(0, 5));`;
}

function pythonSnippet(model: string): string {
  return `import csv
import numpy, onnxruntime

session = onnxruntime.InferenceSession(${model})
with open("new.csv", newline="", encoding="utf-8-sig") as file:
    rows = list(csv.DictReader(file))

def number(word):
    try:
        return float(word)
    except ValueError:
        return float("nan")  # a gap

def cells(column):
    words = [row[column.name].strip() for row in rows]
    if column.type == "tensor(string)":
        return numpy.array(words, object).reshape(-1, 1)
    return numpy.array([number(word) for word in words], numpy.float64).reshape(-1, 1)

results = session.run(None, {column.name: cells(column) for column in session.get_inputs()})
for output, values in zip(session.get_outputs(), results):
    print(output.name, values[:5])`;
}
