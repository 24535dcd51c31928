import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { renderReport } from "../src/report/render-report.node.ts";
import { SAMPLE_LABELS, SAMPLE_REGRESSION, SAMPLE_REPORT } from "../src/report/report.samples.ts";
import { renderStudyReport } from "../src/report/study/render-study-report.node.ts";
import { SAMPLE_STUDY_PAGE } from "../src/report/study/study-document.samples.ts";
import { findChromium } from "./support/chromium.ts";

const executablePath = findChromium();
/** Where the tests are to be complete, a missing browser is a failure. */
const skipped = executablePath === undefined && !process.env.CI;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PAGES = {
  classes: renderReport(SAMPLE_REPORT),
  numbers: renderReport(SAMPLE_REGRESSION),
  labels: renderReport(SAMPLE_LABELS),
  study: renderStudyReport(SAMPLE_STUDY_PAGE),
};

describe.skipIf(skipped)("the report in a browser", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executablePath!, args: ["--no-sandbox"] });
  });
  afterAll(() => browser?.close());

  const cases = Object.entries(PAGES).flatMap(([kind, content]) =>
    ([1280, 390] as const).flatMap((width) =>
      (["light", "dark"] as const).map((colorScheme) => ({ kind, content, width, colorScheme })),
    ),
  );

  test.each(cases)("of $kind, $width wide and $colorScheme, is for everybody", async (about) => {
    const { content, width, colorScheme } = about;
    const context = await browser.newContext({
      viewport: { width, height: 900 },
      colorScheme,
      bypassCSP: true,
    });
    const page = await context.newPage();
    await page.setContent(content);
    const widest = await page.evaluate("document.documentElement.scrollWidth");
    await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
    await page.evaluate(axe);
    const violations = await page.evaluate(
      "axe.run().then((found) => found.violations.map(({ id, nodes }) => [id, nodes[0].html]))",
    );
    await context.close();
    expect(violations).toEqual([]);
    expect(widest).toBe(width);
  });
});
