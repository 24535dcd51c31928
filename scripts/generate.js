// `npm run generate`: writes again what is made from the sources and kept beside them. Tests demand that it is current.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { floorsPicture } from "./draw-floors.js";

const root = fileURLToPath(new URL("..", import.meta.url));

writeFileSync(join(root, "docs", "floors.svg"), floorsPicture());
