import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { describe, expect, test } from "vitest";
import { readApi } from "../scripts/site/api.js";
import { apiPages, ENTRIES } from "../scripts/site/api-pages.js";
import { commandMarkdown } from "../scripts/site/command-page.js";
import { llmsFull, llmsIndex } from "../scripts/site/llms.js";
import { anchorsOf, forCompiler, relink, summaryOf, titleOf } from "../scripts/site/markdown.js";
import { collectPages, deadLinks } from "../scripts/site/pages.js";
import { createProgram } from "../src/cli/run-program.ts";
import { FINDINGS } from "../src/clinic/findings/index.ts";
import { TREATMENTS } from "../src/clinic/treatments/index.ts";
import { operations } from "../src/operations.ts";
import { exportedNames } from "./support/exported-names.ts";
import { filesUnder, root } from "./support/paths.ts";

const program = createProgram(
  { version: "0.0.0", stdout: process.stdout, stderr: process.stderr, environment: {} },
  async () => {},
);
const pages = collectPages(root, { program, findings: FINDINGS, treatments: TREATMENTS });
const api = readApi(root, ENTRIES);
const markdownOf = (path: string) => pages.find((page) => page.path === path)?.markdown ?? "";

test("of a command's arguments the usage says which may be repeated and which left out", () => {
  const planted = new Command("trainwell");
  planted
    .command("compare")
    .description("compares runs")
    .argument("<from>")
    .argument("[runs...]", "their ids");
  expect(commandMarkdown(planted)).toContain("\ntrainwell compare <from> [runs...] [options]\n");
});

describe("the reference", () => {
  const reference = pages.filter(({ path }) => path.startsWith("reference/"));
  const headings = new Set(reference.flatMap(({ markdown }) => markdown.match(/^## `\w+`$/gm) ?? []));

  test.each(ENTRIES)("has every export of src/%s, with its signature and docstring", (entry) => {
    const names = exportedNames(entry);
    expect(names.length).toBeGreaterThan(5);
    const isModule = (name: string) => name === "operations";
    expect(names.filter((name) => !isModule(name) && !headings.has(`## \`${name}\``))).toEqual([]);
    const read = api.get(entry) ?? [];
    expect(read.map(({ name }) => name)).toEqual([...names].sort());
    expect(read.filter(({ text }) => text === "").map(({ name }) => name)).toEqual([]);
    expect(read.filter(({ signature, members }) => signature === "" && members.length === 0)).toEqual([]);
  });

  test("has every operation, command, option, finding and treatment", () => {
    for (const name of Object.keys(operations))
      expect(markdownOf("reference/operations")).toContain(`## \`${name}\``);
    const called = program.commands.flatMap((command) =>
      command.commands.length === 0 ? [command] : command.commands,
    );
    for (const command of called) {
      const group = command.parent === program ? "" : `${command.parent?.name()} `;
      const section = markdownOf("reference/command-line")
        .split(`\n## trainwell ${group}${command.name()}\n`)[1]
        .split("\n## ")[0];
      for (const { flags } of command.options) expect(section).toContain(`\`${flags}\``);
    }
    for (const { id } of [...FINDINGS, ...TREATMENTS])
      expect(markdownOf("reference/findings")).toContain(`\`${id}\``);
  });

  test("shows neither bodies nor private members nor paths of modules", () => {
    const text = reference.map(({ markdown }) => markdown).join("\n");
    expect(text).not.toMatch(/import\("\.|{@link|^ {2}(?:readonly )?#\w/m);
    expect(markdownOf("reference/verbs")).toContain(
      'function fit(options: Call<FitOptions, "data">): Promise<FitResult>;',
    );
  });

  test("an export of a folder without a group stands with the verbs", () => {
    const one = {
      name: "f",
      kind: "function",
      file: "new/f.ts",
      signature: "function f(): void;",
      text: "",
      tags: [],
      members: [],
    };
    const [verbs] = apiPages(
      new Map([
        ["index.ts", [one]],
        ["browser.ts", []],
        ["browser-runs.ts", []],
      ]),
    );
    expect(verbs).toMatchObject({ path: "reference/verbs", markdown: expect.stringContaining("## `f`") });
  });
});

describe("all pages", () => {
  test("have a title, a section and an address of their own", () => {
    expect(pages.filter(({ title, section }) => title === "" || section === undefined)).toEqual([]);
    expect(new Set(pages.map(({ path }) => path)).size).toBe(pages.length);
  });

  test("are every page of docs/, every record and every example", () => {
    const titles = new Set(pages.map(({ title }) => title));
    const written = filesUnder("docs").filter((path) => path.endsWith(".md"));
    expect(written.length).toBeGreaterThan(10);
    for (const path of written) expect(titles).toContain(titleOf(readFileSync(join(root, path), "utf8")));
    const examples = filesUnder("examples").filter((path) => /^examples\/[^/]+\.ts$/.test(path));
    expect(anchorsOf(markdownOf("guide/examples"))).toHaveLength(1 + examples.length);
  });

  test("link to nothing that is not there", () => {
    expect(deadLinks(pages)).toEqual([]);
  });

  test("are listed in llms.txt, and whole in llms-full.txt", () => {
    const index = llmsIndex(pages, { title: "Trainwell", description: "About." });
    const full = llmsFull(pages);
    expect(index).toMatch(/^# Trainwell\n\n> About\.\n\n## Guide\n/);
    for (const { path, title, markdown } of pages) {
      expect(index).toContain(`- [${title}](${path}.md)`);
      expect(full).toContain(markdown.trim());
    }
  });
});

test("planted dead links are seen", () => {
  const planted = [
    { path: "guide/a", markdown: "# A\n\n[b](./b.md#two) [c](./c.md) [`d`](./b.md#three) `[e](e.md)`" },
    { path: "guide/b", markdown: "# B\n\n## Two\n\n[up](#two) [out](https://a.org/b)" },
  ];
  expect(deadLinks(planted)).toEqual([
    "guide/a links to ./c.md, which is not there.",
    "guide/a links to ./b.md#three, which is not there.",
  ]);
});

test("links to files become links to pages, and links to what is no page become text", () => {
  const about = {
    source: "docs/a.md",
    page: "guide/a",
    pages: new Map([["docs/decisions/1.md", "inside/1"]]),
    assets: new Map([["docs/p.svg", "inside/p.svg"]]),
  };
  const text =
    "[`one`](decisions/1.md#x) [two](../src) ![p](p.svg) [three](https://a.org)\n```\n[b](../c.md)\n```";
  expect(relink(text, about)).toBe(
    "[`one`](../inside/1.md#x) two ![p](../inside/p.svg) [three](https://a.org)\n```\n[b](../c.md)\n```",
  );
});

test("what is markup to the compiler is text outside of code, and code stays", () => {
  const text = "a < b {c} `<d>{e}`\n```ts\nconst f = <T>() => {};\n```\n{g}";
  expect(forCompiler(text)).toBe("a &lt; b &#123;c} `<d>{e}`\n```ts\nconst f = <T>() => {};\n```\n&#123;g}");
});

test("headings of one name get anchors of their own, and a summary is the first sentence", () => {
  expect(anchorsOf("# A `b`\n\n## Point\n\n## point\n\n```\n# c\n```")).toEqual(["a-b", "point", "point-1"]);
  expect(summaryOf("# A\n\n```\nx. y\n```\n\n**Question.** Does 2.5 [count](x.md)? It does.")).toBe(
    "Does 2.5 count?",
  );
});

test("the code of docs/extending.md runs, its gradients hold, and the suites find no problems", () => {
  const blocks = readFileSync(join(root, "docs/extending.md"), "utf8").matchAll(/^```ts\n(.+?)^```$/gms);
  if (!existsSync(join(root, "dist", "index.js")))
    throw new Error("dist/ is missing: run `npm run build` first.");
  // Inside dist/, Node resolves "trainwell" to this package's own exports.
  const folder = mkdtempSync(join(root, "dist", "extending-"));
  try {
    const checked = [...blocks].map(([, code], index) => {
      const told = code
        .replace(/^(checkGradients\(.+\.holds); \/\/ true$/m, 'if (!$1) throw new Error("wrong");')
        .replace(
          /^(\w+Problems\(.+\)); \/\/ \[\].*$/m,
          "const found = $1; if (found.length) throw new Error(found);",
        );
      writeFileSync(join(folder, `${index}.mjs`), told);
      const { status, stderr } = spawnSync(process.execPath, [join(folder, `${index}.mjs`)], {
        encoding: "utf8",
      });
      return { status, stderr };
    });
    expect(checked).toEqual(Array.from({ length: 7 }, () => ({ status: 0, stderr: "" })));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
