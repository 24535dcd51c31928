// `npm start`: sets the checkout up, then lets the main job find, treat and prove what is wrong with a recipe
// that is sick on purpose. Extra arguments pass through: `npm start -- --budget 60s`.
import { join } from "node:path";
import { runOrExit, setup } from "./setup.js";

setup();
const data = join("data", "breast-cancer.csv");
const recipe = join("examples", "sick-recipe.json");
process.stderr.write(`
${recipe} is sick on purpose: two layers of ReLU units that read raw measurements, trained by plain
gradient descent. The main job is to find out why it does not learn ${data}, and to mend it:

  npx trainwell improve ${data} --recipe ${recipe} --budget 25s

`);
const improve = ["improve", data, "--recipe", recipe, "--budget", "25s"];
runOrExit(process.execPath, [join("bin", "trainwell.js"), ...improve, ...process.argv.slice(2)], {
  stdout: "inherit",
});
