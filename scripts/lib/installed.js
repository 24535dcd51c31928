// Whether the packages that a lock file asks for are the ones in node_modules.
import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Compares what npm says it installed with a folder's package-lock.json, by the packages' versions, and not by the
 * files' times: a checkout or a worktree writes its lock file anew. npm writes its list at the end of an installation,
 * so an interrupted one does not count. Packages for other platforms are optional, and may be missing.
 *
 * @param {string} folder
 */
export function isInstalled(folder) {
  const installed = packagesOf(join(folder, "node_modules", ".package-lock.json"));
  const asked = packagesOf(join(folder, "package-lock.json"));
  if (installed === undefined || asked === undefined) return false;
  const isThere = ([path, { version, optional }]) =>
    installed[path] === undefined ? optional === true : installed[path].version === version;
  const wanted = Object.entries(asked).filter(([path]) => path !== "");
  return wanted.every(isThere) && Object.keys(installed).every((path) => path in asked);
}

/** The packages of a lock file by their paths; undefined where it cannot be read. */
function packagesOf(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8")).packages;
  } catch {
    return undefined;
  }
}
