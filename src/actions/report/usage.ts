import type { ReportDocument } from "./document.ts";

/** What the snippets are about. */
export interface UsageOptions {
  /** The folder with the results. */
  readonly folder: string;
  /** Names of the columns that the model takes; the first few are shown. */
  readonly columns: readonly string[];
}

const COLUMNS_SHOWN = 4;

/** How to use an exported model: on the command line, from Node, and from Python, which need nothing of Trainwell. */
export function usageSnippets({ folder, columns }: UsageOptions): ReportDocument["usage"] {
  const model = JSON.stringify(`${folder}/model.onnx`);
  return [
    {
      title: "Command line",
      code: `trainwell predict new.csv --model ${shellWord(folder)} --out predictions.csv`,
    },
    { title: "Node, with onnxruntime-node", code: nodeSnippet(model, columns) },
    { title: "Python, with onnxruntime", code: pythonSnippet(model) },
  ];
}

function shellWord(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function nodeSnippet(model: string, columns: readonly string[]): string {
  const shown = columns.slice(0, COLUMNS_SHOWN).map((column) => `${JSON.stringify(column)}: "…"`);
  const more = columns.length > COLUMNS_SHOWN ? ", /* and so on */" : "";
  return `import { InferenceSession, Tensor } from "onnxruntime-node";

const session = await InferenceSession.create(${model});
const row = { ${shown.join(", ")}${more} }; // the cells of one row, as text
const feeds = {};
for (const { name, type } of session.inputMetadata) {
  const cell = row[name].trim();
  feeds[name] =
    type === "string"
      ? new Tensor("string", [cell], [1, 1])
      : new Tensor("float64", [cell === "" ? NaN : Number(cell)], [1, 1]);
}
console.log(await session.run(feeds));`;
}

function pythonSnippet(model: string): string {
  return `import csv, json
import numpy, onnxruntime

session = onnxruntime.InferenceSession(${model})
columns = json.loads(session.get_modelmeta().custom_metadata_map["columns"])
with open("new.csv", newline="", encoding="utf-8-sig") as file:
    rows = list(csv.DictReader(file))

def cells(column):
    words = [row[column["column"]].strip() for row in rows]
    if column["type"] == "number":
        words = [float("nan") if word.lower() in ("", "na") else float(word) for word in words]
        return numpy.array(words, numpy.float64).reshape(-1, 1)
    return numpy.array(words, object).reshape(-1, 1)

results = session.run(None, {column["input"]: cells(column) for column in columns})
for output, values in zip(session.get_outputs(), results):
    print(output.name, values[:5])`;
}
