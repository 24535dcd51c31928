import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { filesUnder, root } from "./support/paths.ts";

/** A path on somebody's machine. Written so that this file does not hold one. */
const MACHINE_PATH = /(?<![\w.~-])\/(?:work\/(?:main|shared)|root|home\/\w+|Users\/\w+)\/|[A-Z]:\\Users\\/;

/** A host that packages come from: which one is the installing machine's business. */
const REGISTRY_HOST =
  /\b(?:registry\.(?!example)[\w-]+\.\w+|[\w-]*\.?pythonhosted\.org|npmmirror\.com|_auth[T]oken)\b/;

const texts = new Map(
  filesUnder("")
    .filter((path) => !/\.(png|ico|wasm|onnx|safetensors|npz|bin|gz|zip)$/.test(path))
    .map((path) => [path, readFileSync(join(root, path), "utf8")]),
);

function holding(pattern: RegExp): string[] {
  return [...texts]
    .filter(([, text]) => pattern.test(text))
    .map(([path, text]) => `${path}: ${pattern.exec(text)?.[0]}`);
}

test("no file names a path of somebody's machine", () => {
  expect(texts.size).toBeGreaterThan(30);
  expect(holding(MACHINE_PATH)).toEqual([]);
});

test("no file names a package registry", () => {
  expect(holding(REGISTRY_HOST)).toEqual([]);
});

/** Folders with dependencies of their own: the package, and the site of its documentation. */
const installed = ["", "docs/"];

test.each(installed)("every dependency of %spackage.json has one exact version", (folder) => {
  const manifest = JSON.parse(texts.get(`${folder}package.json`) ?? "");
  const wanted: Record<string, string> = { ...manifest.dependencies, ...manifest.devDependencies };
  expect(Object.entries(wanted).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

test.each(installed)(
  "%spackage-lock.json agrees with package.json, has checksums, and no places",
  (folder) => {
    const lock = JSON.parse(texts.get(`${folder}package-lock.json`) ?? "");
    const manifest = JSON.parse(texts.get(`${folder}package.json`) ?? "");
    expect(lock.packages[""].dependencies).toEqual(manifest.dependencies);
    expect(lock.packages[""].devDependencies).toEqual(manifest.devDependencies);
    const entries = Object.entries<{ resolved?: string; integrity?: string }>(lock.packages).filter(
      ([path]) => path !== "",
    );
    expect(entries.filter(([, entry]) => entry.resolved !== undefined).map(([path]) => path)).toEqual([]);
    expect(entries.filter(([, entry]) => entry.integrity === undefined).map(([path]) => path)).toEqual([]);
    // npm reads the settings of the folder alone, and without them would write the places into the lock file.
    expect(texts.get(`${folder}.npmrc`)).toBe(texts.get(".npmrc"));
  },
);

test("planted machine paths and registries are seen, and look-alikes are not", () => {
  const slash = "/";
  for (const path of ["home/ada/x", "root/x", "Users/ada/x", "work/main/x"])
    expect(`in ${slash}${path}`).toMatch(MACHINE_PATH);
  for (const path of ["src/root/x", "https://a.org/home/x"]) expect(path).not.toMatch(MACHINE_PATH);
  expect(`https://registry.${"npmjs"}.org/`).toMatch(REGISTRY_HOST);
  expect("the registry of layers").not.toMatch(REGISTRY_HOST);
});
