// `npm run docs`: builds the documentation's site into docs/dist/site. The site's own tools are installed in
// docs/, so that the package itself stays light.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { installIfNeeded, root, runOrExit, setup } from "./setup.js";
import { homeMarkdown } from "./site/home.js";
import { llmsFull, llmsIndex } from "./site/llms.js";
import { forCompiler } from "./site/markdown.js";

const folder = join(root, "docs");
const sources = join(folder, "dist", "pages");
const site = join(folder, "dist", "site");

// A fresh clone has no packages before this, and the pages are read with some of them.
setup();
installIfNeeded(folder);
const { ASSETS, collectPages, deadLinks } = await import("./site/pages.js");

/** All pages, with what the built package declares. */
async function pagesOfCheckout({ version }) {
  const built = (path) => import(new URL(`../dist/${path}`, import.meta.url).href);
  const { createProgram } = await built("cli/run-program.js");
  const { FINDINGS: findings } = await built("clinic/findings/index.js");
  const { TREATMENTS: treatments } = await built("clinic/treatments/index.js");
  const { stdout, stderr } = process;
  const program = createProgram({ version, stdout, stderr, environment: {} }, async () => {});
  return collectPages(root, { program, findings, treatments });
}

function write(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function copyAssets(target) {
  for (const [source, place] of ASSETS) cpSync(join(root, source), join(target, place));
}

/** Writes the input of the site's tool: the pages, the home page, and the list of pages for its sidebar. */
function writeSources(pages, about) {
  rmSync(join(folder, "dist"), { recursive: true, force: true });
  for (const { path, markdown } of pages) write(join(sources, `${path}.md`), forCompiler(markdown));
  write(join(sources, "index.md"), homeMarkdown(about));
  copyAssets(sources);
  const list = pages.map(({ path, section, title }) => ({ path, section, title }));
  write(join(folder, "dist", "pages.json"), JSON.stringify(list, undefined, 2));
}

/** Writes the form for programs: the pages as plain markdown beside the built ones, and their index. */
function writePlain(pages, about) {
  for (const { path, markdown } of pages) write(join(site, `${path}.md`), markdown);
  copyAssets(site);
  write(join(site, "llms.txt"), llmsIndex(pages, about));
  write(join(site, "llms-full.txt"), llmsFull(pages));
}

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const about = { title: "Trainwell", description: manifest.description };
const pages = await pagesOfCheckout(manifest);
const dead = deadLinks(pages);
if (dead.length > 0) {
  console.error(dead.join("\n"));
  process.exit(1);
}
writeSources(pages, about);
runOrExit(process.execPath, [join("node_modules", "@rspress", "core", "bin", "rspress.js"), "build"], {
  cwd: folder,
});
writePlain(pages, about);
console.error(`${pages.length} pages are in docs/dist/site; npm run --prefix docs preview shows them.`);
