import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { isInstalled } from "../scripts/lib/installed.js";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

interface Package {
  readonly version: string;
  readonly optional?: boolean;
}

const ASKED = {
  "": { version: "1.0.0" },
  "node_modules/one": { version: "1.2.3" },
  "node_modules/one-for-macs": { version: "1.2.3", optional: true },
};
const INSTALLED = { "node_modules/one": { version: "1.2.3" } };

/** A folder whose lock file is a day younger than what is installed. */
function checkout(asked: Readonly<Record<string, Package>>, installed: string | undefined): string {
  const folder = mkdtempSync(join(tmpdir(), "trainwell-installed-"));
  folders.push(folder);
  mkdirSync(join(folder, "node_modules"));
  writeFileSync(join(folder, "package-lock.json"), JSON.stringify({ packages: asked }));
  if (installed === undefined) return folder;
  const path = join(folder, "node_modules", ".package-lock.json");
  writeFileSync(path, installed);
  const yesterday = new Date(Date.now() - 86_400_000);
  utimesSync(path, yesterday, yesterday);
  return folder;
}

const listed = (packages: Readonly<Record<string, Package>>) => JSON.stringify({ packages });

test("what a younger lock file asks for in the same versions is installed", () => {
  expect(isInstalled(checkout(ASKED, listed(INSTALLED)))).toBe(true);
});

test.each<[string, string | undefined]>([
  ["another version", listed({ "node_modules/one": { version: "1.2.4" } })],
  [
    "another version of an optional one",
    listed({ ...INSTALLED, "node_modules/one-for-macs": { version: "1.2.2" } }),
  ],
  ["a package that is missing", listed({})],
  [
    "a package that is no longer asked for",
    listed({ ...INSTALLED, "node_modules/two": { version: "1.0.0" } }),
  ],
  ["an installation that was interrupted", undefined],
  ["a list that cannot be read", "{"],
])("%s calls for an installation", (_, installed) => {
  expect(isInstalled(checkout(ASKED, installed))).toBe(false);
});
