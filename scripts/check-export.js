// Optional: holds exported models to what Python makes of them. Exports models of some tables with their raw
// columns and the library's predictions, and has scripts/check-export.py compare. Needs the build (`npm run
// build`), and a Python with onnx, onnxruntime and numpy: `PYTHON=.venv/bin/python node
// scripts/check-export.js`.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as trainwell from "../dist/browser.js";
import { predictTable } from "../dist/browser-runs.js";
import { modelToOnnx } from "../dist/model/export-onnx.js";
import { nodeRuntime } from "../dist/runtime/session.node.js";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The cells of a column as any program would read them from the CSV: numbers or null, and words or "". */
function rawColumn(column) {
  const values = Array.from(column.data, (cell) => {
    if (column.type === "number") return Number.isNaN(cell) ? null : cell;
    return (column.type === "boolean" ? column.labels : column.categories)[cell] ?? "";
  });
  return { name: column.name, type: column.type, values };
}

/** Trains a member for an epoch on each part of the rows, and writes the case. */
async function writeCase(folder, { table, target, parts, options = {} }) {
  const chosen = trainwell.chooseTarget(table, { target });
  let recipe;
  let outputs = 1;
  const members = [];
  for (const rows of parts) {
    const preprocessing = trainwell.fitPreprocessing(table, rows, { target: chosen, ...options });
    const dataset = trainwell.applyPreprocessing(table, preprocessing);
    outputs = trainwell.outputsOf(dataset);
    const features = dataset.blocks.find(({ name }) => name === "features")?.rowShape[0] ?? 0;
    const about = { target, task: chosen.task, outputs, rows: table.rows, features, blocks: dataset.blocks };
    const baseline = trainwell.baselineRecipe(about);
    recipe ??= { ...baseline, training: { ...baseline.training, epochs: 1 } };
    const plan = trainwell.planTraining(recipe, dataset, { rows: { train: rows }, threads: 1 });
    const { chosen: state } = await trainwell.runTraining(plan, nodeRuntime);
    members.push({ ...state, preprocessing, inputs: trainwell.blockTypes(dataset) });
  }
  const kind = chosen.task === "classification" ? "classes" : "values";
  const model = { recipe, target: kind, outputs, members };
  const predictions = await predictTable(model, table, nodeRuntime);
  const unit = kind === "values" ? members[0].preprocessing.target.columns[0].scale : 1;
  mkdirSync(folder);
  writeFileSync(join(folder, "model.onnx"), modelToOnnx(model));
  const columns = table.columns.map(rawColumn);
  const expected = { target, columns, predictions: [...predictions], classes: chosen.classes ?? [], unit };
  writeFileSync(join(folder, "case.json"), JSON.stringify(expected));
}

/**
 * A CSV with missing cells, booleans, few and many categories; the last rows have categories of their own.
 */
function mixedCsv() {
  const lines = Array.from({ length: 200 }, (_, row) => {
    const size = ((row * 37) % 101) / 7;
    const colour = row % 11 === 0 ? "" : ["red", "grün", "blue", row > 150 ? "violet" : "red"][row % 4];
    const flag = ["yes", "no", "YES", ""][(row * 3) % 4];
    return [
      row % 6 === 0 ? "" : size,
      colour,
      `city ${(row * 7) % (row > 150 ? 60 : 30)}`,
      flag,
      size + row,
      size > 7,
    ];
  });
  return ["size,colour,city,flag,price,large", ...lines.map((cells) => cells.join())].join("\n");
}

const folder = mkdtempSync(join(tmpdir(), "trainwell-export-"));
try {
  const rowsOf = (table, keep) => Int32Array.from({ length: table.rows }, (_, row) => row).filter(keep);
  for (const name of ["digits", "wine", "diabetes", "breast-cancer"]) {
    const table = await trainwell.parseCsv(readFileSync(join(root, "data", `${name}.csv`), "utf8"));
    const target = table.columns.at(-1).name;
    await writeCase(join(folder, name), { table, target, parts: [rowsOf(table, () => true)] });
  }
  const mixed = await trainwell.parseCsv(mixedCsv());
  const early = rowsOf(mixed, (row) => row <= 150);
  for (const [target, other] of [
    ["large", "price"],
    ["price", "large"],
  ]) {
    const options = { exclude: [other] };
    await writeCase(join(folder, `mixed-${target}`), { table: mixed, target, parts: [early], options });
    const parts = [0, 1, 2].map((part) => early.filter((row) => row % 3 !== part));
    await writeCase(join(folder, `committee-${target}`), {
      table: mixed,
      target,
      parts,
      options: { ...options, categories: "oneHot" },
    });
  }
  const script = fileURLToPath(new URL("check-export.py", import.meta.url));
  const result = spawnSync(process.env.PYTHON ?? "python3", [script, folder], { stdio: "inherit" });
  process.exitCode = result.status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
