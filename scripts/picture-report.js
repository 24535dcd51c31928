// Takes the picture of the README anew, docs/report.png: the top of the report that `npm start` writes. Takes
// the path of Chromium: `node scripts/picture-report.js $(which chromium)`.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { runOrExit, setup } from "./setup.js";

const [executablePath] = process.argv.slice(2);
if (executablePath === undefined) throw new Error("Give the path of Chromium.");

const WIDTH = 1120;
const HEIGHT = 960;

setup();
const folder = mkdtempSync(join(tmpdir(), "trainwell-picture-"));
const job = ["improve", join("data", "breast-cancer.csv"), "--recipe", join("examples", "sick-recipe.json")];
const places = ["--store", join(folder, "store"), "--out", folder];
runOrExit(process.execPath, [join("bin", "trainwell.js"), ...job, "--budget", "25s", ...places]);

const browser = await chromium.launch({ executablePath });
const page = await browser.newPage({ viewport: { width: WIDTH, height: HEIGHT }, colorScheme: "light" });
await page.goto(pathToFileURL(join(folder, "report.html")).href);
await page.screenshot({ path: resolve("docs", "report.png") });
await browser.close();
rmSync(folder, { recursive: true });
