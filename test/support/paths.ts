import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout's folder. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

const NOT_OURS = new Set(["node_modules", "dist", ".git", ".trainwell", ".venv", ".bench", "coverage"]);

/** All files under a folder of the checkout, as paths relative to the checkout with "/" between. */
export function filesUnder(folder: string): string[] {
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  return entries.flatMap((entry) => {
    if (NOT_OURS.has(entry.name) || entry.name.endsWith(".log")) return [];
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return /^trainwell-/.test(entry.name) ? [] : filesUnder(path);
    return entry.isFile() ? [path] : [];
  });
}
