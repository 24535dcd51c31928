// Draws docs/floors.svg from the imports of src/ and the table of folders in docs/architecture.md.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { drawFloors } from "./lib/floors-picture.js";
import { houseOf, publishedSources, roomDescriptions } from "./lib/house.js";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The picture of the sources as they are now. */
export function floorsPicture() {
  const text = readFileSync(join(root, "docs", "architecture.md"), "utf8");
  return drawFloors(houseOf(publishedSources(root), roomDescriptions(text)));
}
