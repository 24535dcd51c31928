// A recipe is plain data: build one, change it by a patch that addresses layers by id, and read the
// difference.
import { applyPatch, baselineRecipe, formatDiff, formatRecipe, type Patch, parseRecipe } from "trainwell";

const recipe = baselineRecipe({
  target: "cultivar",
  task: "classification",
  outputs: 3,
  rows: 178,
  features: 13,
  blocks: [],
});

const patch: Patch = [
  { op: "set", path: "optimizer.learningRate", value: 0.003 },
  { op: "insert", after: "relu1", layer: { id: "drop1", kind: "dropout", rate: 0.2 } },
];
const treated = applyPatch(recipe, patch);
console.log(formatDiff(recipe, treated).join("\n"));

const again = parseRecipe(JSON.parse(formatRecipe(treated)), { source: "treated.json" });
console.log(formatDiff(treated, again).length === 0 ? "JSON and back loses nothing" : "something was lost");
