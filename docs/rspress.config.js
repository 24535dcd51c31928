// The site of the documentation: `npm run docs` writes the pages that it compiles (dist/pages) and their list.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "@rspress/core";

const here = import.meta.dirname;
const pages = JSON.parse(readFileSync(join(here, "dist", "pages.json"), "utf8"));

function group(section) {
  const items = pages
    .filter((page) => page.section === section)
    .map(({ path, title }) => ({ text: title, link: `/${path}` }));
  return { text: section, items };
}

/** A falling loss; in the page itself, so that a page needs no file from the root of its host. */
const ICON =
  "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'><rect width='32' height='32' rx='7' fill='#2563a8'/>" +
  "<path d='M7 7C9 21 14 24 25 25' fill='none' stroke='white' stroke-width='3.5' stroke-linecap='round'/></svg>";

export default defineConfig({
  root: join(here, "dist", "pages"),
  outDir: join(here, "dist", "site"),
  title: "Trainwell",
  description: "Train a neural network, diagnose it, treat it, and prove that the treatment helped.",
  lang: "en",
  head: [["link", { rel: "icon", href: `data:image/svg+xml,${encodeURIComponent(ICON)}` }]],
  globalStyles: join(here, "site.css"),
  search: { codeBlocks: false },
  markdown: { link: { checkDeadLinks: true } },
  themeConfig: {
    nav: [
      { text: "Guide", link: "/guide/start", activeMatch: "^/guide/" },
      { text: "Reference", link: "/reference/command-line", activeMatch: "^/reference/" },
      { text: "Inside", link: "/inside/architecture", activeMatch: "^/inside/" },
    ],
    sidebar: {
      "/guide/": [group("Guide")],
      "/reference/": [group("Reference")],
      "/inside/": [group("Inside"), group("Decisions")],
    },
  },
});
