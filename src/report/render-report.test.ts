import { expect, test } from "vitest";
import { linearScale, logarithmicScale } from "./axis-scale.ts";
import type { ReportDocument } from "./document.ts";
import { formatValue } from "./format.ts";
import { renderReport } from "./render-report.node.ts";
import { SAMPLE_LABELS, SAMPLE_REGRESSION, SAMPLE_REPORT } from "./report.samples.ts";
import { HEAT_LIMIT, LINE_COLORS, PAGE_COLORS } from "./style.ts";

const HOSTILE = [
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  "]]></style></title></svg><script>alert(1)</script>",
  "<!-- {{x}} javascript:alert(1)",
  `${"very long ".repeat(300)}<b>`,
  "\u202egnp.exe\u0000\u001b[31m<i>",
  "&lt;script&gt;&#x3c;",
];

/** Fields whose values are choices of ours, and no text. */
const CHOICES = new Set(["severity", "state", "unit", "kind", "task"]);

/** The report with all its text replaced, keys of records included. */
function withText(value: unknown, text: (index: number) => string): unknown {
  let index = 0;
  const walk = (part: unknown, key = ""): unknown => {
    if (typeof part === "string") return CHOICES.has(key) ? part : text(index++);
    if (Array.isArray(part)) return part.map((item) => walk(item));
    if (typeof part !== "object" || part === null) return part;
    return Object.fromEntries(
      Object.entries(part).map(([name, item]) => [
        key === "metrics" ? text(index++) + name : name,
        walk(item, name),
      ]),
    );
  };
  return walk(value);
}

/** The page's tags in order, without the values of their attributes. */
function skeleton(page: string): string[] {
  return [...page.matchAll(/<[!/a-z][^>]*>/gi)].map(([tag]) => tag.replace(/="[^"]*"/g, ""));
}

test.each([
  ["classification", SAMPLE_REPORT],
  ["regression", SAMPLE_REGRESSION],
  ["multi-label", SAMPLE_LABELS],
])("hostile text in a %s changes no tag and no attribute of the page", (_, report) => {
  // Names stay distinct, because equal names share a colour and with it a marker's shape.
  const harmless = renderReport(withText(report, (i) => `x${i}`) as ReportDocument);
  for (let shift = 0; shift < HOSTILE.length; shift++) {
    const page = renderReport(
      withText(report, (i) => `${HOSTILE[(i + shift) % HOSTILE.length]}${i}`) as ReportDocument,
    );
    expect(skeleton(page)).toEqual(skeleton(harmless));
    for (const control of ["\u0000", "\u001b", "\u202e"]) expect(page).not.toContain(control);
  }
});

test("the page holds nothing that runs or loads, and its policy forbids it", () => {
  const page = renderReport(SAMPLE_REPORT);
  expect(page).not.toMatch(/<(script|iframe|object|embed|link|img|form)\b| on\w+=| style="|url\(|https?:/i);
  expect(page).toMatch(
    /Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;sha256-/,
  );
});

test("every chart is an image with a sentence that says what it shows", () => {
  const page = renderReport(SAMPLE_REPORT);
  const images = [...page.matchAll(/<svg\s[^>]*>/g)].map(([tag]) => tag);
  expect(images).toHaveLength(7);
  for (const tag of images) expect(tag).toMatch(/role="img"\s+aria-label="[^"]{20,}\."/);
  expect(page).toContain("baseline dev goes from 1.75 to 0.190, lowest 0.159 at 17");
  expect(page).toContain("341 of 344 test rows are classified correctly");
});

test("a second scoring of the test set is called what it is", () => {
  const { headline } = SAMPLE_REPORT;
  const test = headline.test && { ...headline.test, previousScorings: 1 };
  expect(renderReport({ ...SAMPLE_REPORT, headline: { ...headline, test } })).toContain(
    "Scoring number 2 of this test set: no longer an unbiased estimate.",
  );
});

test("findings that could not be judged are one line, by what they need", () => {
  expect(renderReport(SAMPLE_REPORT)).toContain(
    ">Not judged: Bias: it underfits, Bias and variance. State the reachable error. Units are dead. Record " +
      "probes.</p>",
  );
  expect(renderReport({ ...SAMPLE_REPORT, unjudged: [] })).not.toContain("Not judged");
});

test("a run that diverged and a run of one epoch are drawn without gaps in the markup", () => {
  const broken = [
    { x: 1, y: Number.NaN },
    { x: 2, y: Number.POSITIVE_INFINITY },
  ];
  const run = {
    name: "diverged",
    devLossBand: [{ x: 1, low: Number.NaN, high: Number.POSITIVE_INFINITY }],
    devMetricBand: [],
    trainLoss: broken,
    devLoss: broken,
    trainMetric: [],
    devMetric: [{ x: 1, y: 0.5 }],
  };
  const page = renderReport({ ...SAMPLE_REPORT, runs: [run] });
  expect(page).not.toMatch(/="[^"]*(NaN|Infinity|undefined)[^"]*"/);
  expect(page).toContain("diverged dev goes from 0.500 to 0.500");
});

test.each([
  [0, "0"],
  [1797, "1,797"],
  [0.98333, "0.983"],
  [54.3121, "54.3"],
  [-0.0091, "−0.0091"],
  [0.00001234, "1.23e−5"],
  [Number.NaN, "not a number"],
])("%d is written as %s", (value, expected) => {
  expect(formatValue(value)).toBe(expected);
});

test("ticks of a linear scale are round and inside its ends", () => {
  const { ticks, place } = linearScale({ low: 0.013, high: 0.987, from: 0, to: 100, ticks: 5 });
  expect(ticks).toEqual([0.2, 0.4, 0.6, 0.8]);
  expect(place(0.013)).toBeCloseTo(0, 10);
  expect(place(0.987)).toBeCloseTo(100, 10);
});

test("ticks of a logarithmic scale are powers of ten around its ends", () => {
  expect(logarithmicScale({ low: 0.02, high: 3, from: 0, to: 1, ticks: 5 }).ticks).toEqual([
    0.01, 0.1, 1, 10,
  ]);
});

function luminance(color: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The contrast ratio of WCAG 2.2. */
function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

test.each(["light", "dark"] as const)(
  "in the %s theme lines have a contrast of 3:1 and text of 4.5:1",
  (theme) => {
    const page = PAGE_COLORS[theme];
    for (const color of LINE_COLORS[theme])
      expect(contrast(color, page.background)).toBeGreaterThanOrEqual(4.5);
    for (const color of [page.text, page.quiet]) {
      expect(contrast(color, page.background)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(color, page.panel)).toBeGreaterThanOrEqual(4.5);
    }
  },
);

test("several labels have a matrix each, which says whose it is", () => {
  const page = renderReport(SAMPLE_LABELS);
  expect(page).toContain("Confusion matrix of funny, test");
  expect(page).toContain("Confusion matrix of sad, test");
  expect(renderReport(SAMPLE_REPORT)).toContain("Confusion matrix, test");
});

test("the recipes that the model weighs together are a table, and there is none of one recipe alone", () => {
  const page = renderReport(SAMPLE_REPORT);
  expect(page).toContain("weighted mean of 2 recipes");
  expect(page).toContain("62%");
  expect(page).toContain("logistic &lt;b&gt;regression&lt;/b&gt;");
  const { blend: _, ...alone } = SAMPLE_REPORT;
  expect(renderReport(alone)).not.toContain("weighted mean of");
});

test("the scores of each class are a table, folded away", () => {
  const page = renderReport(SAMPLE_REPORT);
  expect(page).toContain("<summary>Test metrics one by one</summary>");
  expect(page).toMatch(/title="zero">zero<\/th><td class="number">1<\/td><td class="number">0\.912</);
});

test("of many classes the pairs confused most are listed, and called so", () => {
  const labels = Array.from({ length: 30 }, (_, place) => `c${place}`);
  const counts = labels.map((_, i) => labels.map((_, j) => (i === j ? 5 : i === 3 && j === 7 ? 2 : 0)));
  const predictions = [{ kind: "confusion", part: "test", labels, counts }] as const;
  const page = renderReport({ ...SAMPLE_REPORT, predictions });
  expect(page).toContain("<figcaption>The classes confused most, test</figcaption>");
  expect(page).toMatch(/<tr><td>c3<\/td><td>c7<\/td><td\s+class="number">2<\/td><\/tr>/);
});

test("the page answers first: the sentence, the picture, the findings, then what was tried", () => {
  const page = renderReport(SAMPLE_REPORT);
  const places = [
    SAMPLE_REPORT.headline.sentence,
    "dev rows from 96.1% to 98.3%",
    'id="findings"',
    'id="treatments"',
  ];
  const found = places.map((text) => page.indexOf(text));
  expect(found.every((place) => place > 0)).toBe(true);
  expect([...found].sort((a, b) => a - b)).toEqual(found);
  for (const id of ["findings", "treatments", "curves", "predictions", "data", "files"])
    expect(page).toContain(`<a href="#${id}">`);
});

test("each finding says how it stands after the treatment, and what brought it about", () => {
  const page = renderReport(SAMPLE_REPORT);
  expect(page).toMatch(/class="badge">cured<\/span>High variance/);
  expect(page).toMatch(/>remains<\/span>Bias is unknown[^“]*because of “Nobody said it”/);
});

test("treatments are told in the metric's own units, dropped ones folded by round", () => {
  const page = renderReport(SAMPLE_REPORT);
  expect(page).toContain("dev accuracy 96.1% → 98.0% (+1.9 points)");
  expect(page).toContain("<summary>Round 1: 1 treatment that did not help beyond noise</summary>");
  expect(page).toContain("the largest change for the better was +1.9 points by Average five networks");
});

test("of numbers the errors are drawn beside the predictions", () => {
  const page = renderReport(SAMPLE_REGRESSION);
  expect(page).toContain("<figcaption>Errors,");
  expect(page).toMatch(/dev predictions are off by −?[\d.]+ on average; \d+% of them are too high/);
});

test("of a metric of which less is better a fall is told as such, and drawn to the right", () => {
  const metric = { name: "RMSE", unit: "target", higherIsBetter: false };
  const steps = SAMPLE_REPORT.steps.map((step) => ({ ...step, score: { before: 3, after: 2.5 } }));
  const page = renderReport({ ...SAMPLE_REPORT, steps, headline: { ...SAMPLE_REPORT.headline, metric } });
  expect(page).toContain("dev RMSE 3.00 → 2.50 (−0.500)");
  expect(page).toContain("the largest change for the better was −0.500");
});

test.each(["light", "dark"] as const)(
  "in the %s theme text on the darkest cell has a contrast of 4.5:1",
  (theme) => {
    const { text, accent, background } = PAGE_COLORS[theme];
    const part = (color: string, at: number) => Number.parseInt(color.slice(at, at + 2), 16);
    const share = HEAT_LIMIT[theme];
    const mixed = [1, 3, 5].map((at) =>
      Math.round(share * part(accent, at) + (1 - share) * part(background, at)),
    );
    const cell = `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
    expect(contrast(text, cell)).toBeGreaterThanOrEqual(4.5);
  },
);

test("whatever may scroll can be reached by the keyboard", () => {
  for (const report of [SAMPLE_REPORT, SAMPLE_REGRESSION, SAMPLE_LABELS]) {
    const page = renderReport(report);
    const scrolling = [...page.matchAll(/<(?:pre|div class="scroll")[^>]*>/g)].map(([tag]) => tag);
    expect(scrolling.length).toBeGreaterThan(5);
    for (const tag of scrolling) expect(tag).toContain('tabindex="0"');
  }
});

test("charts of large numbers tell their ticks in full, with room for them", () => {
  const pairs = [150_000, 900_000, 4_200_000].map((actual) => ({ actual, predicted: 0.9 * actual }));
  const page = renderReport({
    ...SAMPLE_REGRESSION,
    predictions: [{ kind: "scatter", part: "test", pairs }],
  });
  const ticks = [...page.matchAll(/<text class="tick" x="([\d.]+)"[^>]*text-anchor="end">([^<]*)</g)];
  expect(ticks.map(([, , text]) => text)).toContain("3,000,000");
  // A letter is about 6.5 wide; the axis' own name stands in the first 20.
  for (const [, x, text] of ticks) expect(Number(x) - 6.5 * text.length, text).toBeGreaterThan(19);
});

test("the page says when it was made, to the minute", () => {
  expect(renderReport(SAMPLE_REPORT)).toContain("2026-01-02 03:04 UTC</p>");
});

test("a treatment of several rounds has its round in the chart", () => {
  const [step] = SAMPLE_REPORT.steps;
  const again = { ...step, round: step.round + 1 };
  const page = renderReport({ ...SAMPLE_REPORT, steps: [step, again] });
  expect(page).toContain(`, round ${again.round}<title>`);
  expect(renderReport({ ...SAMPLE_REPORT, steps: [step] })).not.toMatch(/, round \d+<title>/);
});
