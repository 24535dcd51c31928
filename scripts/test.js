// `npm test`: sets the checkout up, checks the types of sources, tests and examples, then runs the tests.
// With extra arguments, which go to vitest, it runs those tests alone: `npm test -- src/graph`.
import { join } from "node:path";
import { runOrExit, setup } from "./setup.js";

const tool = (...parts) => join("node_modules", ...parts);
const selection = process.argv.slice(2);

setup();
if (selection.length === 0)
  runOrExit(process.execPath, [tool("typescript", "bin", "tsc"), "-p", "test/tsconfig.json"]);
runOrExit(process.execPath, [tool("vitest", "vitest.mjs"), "run", ...selection], { stdout: "inherit" });
