import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { randomInteger, uniform } from "../src/base/random.ts";
import { usageSnippets } from "../src/report/usage.ts";
import { openServed } from "./support/browser.ts";
import { findChromium } from "./support/chromium.ts";
import { root } from "./support/paths.ts";

const guide = readFileSync(join(root, "docs/using-models.md"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "trainwell-using-"));
const model = join(folder, "trainwell-fit", "model.onnx");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The code of a section of the guide. */
function snippet(section: string, language: string): string {
  const text = guide.split(`\n## ${section}\n`)[1].split("\n## ")[0];
  return text.split(`\`\`\`${language}\n`)[1].split("```")[0];
}

/** Flats whose demand hangs on their rent, age and garden, with gaps, as German speakers write them. */
function housesCsv(): string {
  const pick = (items: readonly string[], stream: number, row: number) =>
    items[randomInteger(stream, row, items.length)];
  const rows = Array.from({ length: 240 }, (_, row) => {
    const area = 30 + randomInteger(1, row, 90);
    const rent = area * 12 + uniform(2, row) * 900;
    const [whole, cents] = rent.toFixed(2).split(".");
    const year = 1950 + randomInteger(3, row, 70);
    const garden = pick(["yes", "no"], 4, row);
    const demand = rent / area < 20 && (garden === "yes" || year > 1990) ? "high" : "low";
    return [
      row % 11 === 0 ? "" : area,
      pick(["north", "south", "harbour"], 5, row),
      `${year}-0${1 + randomInteger(6, row, 9)}-1${randomInteger(7, row, 9)}`,
      row % 13 === 0 ? "" : `"${whole.replace(/\B(?=(\d{3})+$)/g, ".")},${cents} €"`,
      garden,
      demand,
    ].join();
  });
  return ["area,district,built,rent,garden,demand", ...rows].join("\n");
}

/** Predicted classes, and their probabilities row by row. */
interface Predictions {
  readonly labels: readonly string[];
  readonly probabilities: readonly number[];
}
let expected: Predictions;

function run(command: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: "utf8" });
  expect({ status, stderr }).toMatchObject({ status: 0 });
  return stdout;
}

beforeAll(() => {
  writeFileSync(join(folder, "houses.csv"), housesCsv());
  writeFileSync(join(folder, "new.csv"), guide.split("```csv\n")[1].split("```")[0]);
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "junction");
  const trainwell = (...args: string[]) => run(process.execPath, [join(root, "bin/trainwell.js"), ...args]);
  trainwell("fit", "houses.csv", "-t", "demand", "--epochs", "8", "--quiet");
  const [head, ...lines] = trainwell("predict", "new.csv", "--model", "trainwell-fit", "--out", "-")
    .trim()
    .split("\n")
    .map((line) => line.split(","));
  expect(head).toEqual(["prediction", "probability of high", "probability of low"]);
  expected = {
    labels: lines.map(([label]) => label),
    probabilities: lines.flatMap((cells) => cells.slice(1).map(Number)),
  };
  expect(new Set(expected.probabilities).size).toBe(6);
});

/** The exported graph rounds here and there otherwise, and the CSV has as few digits as a float32 needs. */
function expectAgreement({ labels, probabilities }: Predictions) {
  expect(labels).toEqual(expected.labels);
  expect(probabilities).toHaveLength(expected.probabilities.length);
  probabilities.forEach((value, place) => {
    expect(Math.abs(value - expected.probabilities[place])).toBeLessThan(1e-5);
  });
}

/** The results of a script as JSON; stands after the guide's own lines. */
const AS_JSON =
  "JSON.stringify({ labels: results.label.data, probabilities: [...results.probabilities.data] })";

test("the Node snippet predicts what predict does", () => {
  const code = `${snippet("Node", "js")}\nconsole.log(${AS_JSON});\n`;
  writeFileSync(join(folder, "use.mjs"), code);
  const lines = run(process.execPath, ["use.mjs"]).trim().split("\n");
  expect(lines[0]).toMatch(/^label \[/);
  expectAgreement(JSON.parse(lines.at(-1)!));
});

const chromium = findChromium();
test.skipIf(chromium === undefined && !process.env.CI)(
  "the browser snippet predicts what predict does",
  async () => {
    const contents = `${snippet("Browser", "js")}\nglobalThis.received = ${AS_JSON};\n`;
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: root },
      bundle: true,
      format: "esm",
      platform: "browser",
      target: "es2022",
      write: false,
    });
    const page = '<!doctype html><meta charset="utf-8"><script type="module" src="/use.js"></script>';
    const { page: opened, close } = await openServed(
      async (path) => {
        if (path === "/") return page;
        if (path === "/use.js") return outputFiles[0].contents;
        if (path === "/model.onnx") return readFile(model);
        return readFile(join(root, "node_modules/onnxruntime-web/dist", basename(path)));
      },
      { executablePath: chromium! },
    );
    try {
      await opened.waitForFunction(() => "received" in globalThis);
      const received = await opened.evaluate(() => (globalThis as unknown as { received: string }).received);
      expectAgreement(JSON.parse(received));
    } finally {
      await close();
    }
  },
);

const python = [process.env.TRAINWELL_TEST_PYTHON, "python3"].find(
  (name) => name !== undefined && spawnSync(name, ["-c", "import onnxruntime"]).status === 0,
);
if (python === undefined)
  console.warn(
    "No python3 with onnxruntime: the Python snippet is not run. TRAINWELL_TEST_PYTHON names one.",
  );

test.skipIf(python === undefined)("the Python snippet predicts what predict does", () => {
  const classes = /`(json\.loads\(.*?\))`/.exec(guide)![1];
  const lines = [
    snippet("Python", "python"),
    "import json",
    `assert ${classes} == ["high", "low"]`,
    "labels, probabilities = results",
    'print(json.dumps({"labels": list(labels), "probabilities": probabilities.flatten().tolist()}))',
  ];
  writeFileSync(join(folder, "use.py"), lines.join("\n"));
  const printed = run(python!, ["use.py"]).trim().split("\n");
  expect(printed[0]).toMatch(/^label \[/);
  expectAgreement(JSON.parse(printed.at(-1)!));
});

test("the report shows the same calls", () => {
  const inputs = ["area", "district", "built", "rent"].map((column) => ({ column }));
  const [command, node, py] = usageSnippets({ folder: "trainwell-fit", inputs }).map(({ code }) => code);
  expect(snippet("With Trainwell", "sh").trim()).toBe(`npx ${command}`);
  expect(py).toBe(snippet("Python", "python").trimEnd());
  const [own, browser] = [snippet("Node", "js"), snippet("Browser", "js")];
  const loop = (code: string) => code.slice(code.indexOf("// the cells of each row")).trimEnd();
  expect(loop(node)).toBe(loop(own));
  expect(loop(browser)).toBe(loop(own));
  expect(node.split("\n").slice(0, 3)).toEqual(own.split("\n").slice(0, 3));
});
