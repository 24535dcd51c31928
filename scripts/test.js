// `npm test`: sets the checkout up, checks the types of sources and tests, then runs the tests. Extra arguments go to
// vitest: `npm test -- src/graph`.
import { join } from "node:path";
import { runOrExit, setup } from "./setup.js";

const tool = (...parts) => join("node_modules", ...parts);

setup();
runOrExit(process.execPath, [tool("typescript", "bin", "tsc"), "-p", "tsconfig.json", "--noEmit"]);
runOrExit(process.execPath, [tool("vitest", "vitest.mjs"), "run", ...process.argv.slice(2)], {
  stdout: "inherit",
});
