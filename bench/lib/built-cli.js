// The command line of the build that is measured.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { builtFolder } from "./paths.js";

const { run } = await import(pathToFileURL(join(builtFolder, "cli", "main.js")).href);
await run(process.argv.slice(2));
