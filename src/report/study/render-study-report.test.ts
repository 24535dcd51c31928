import { expect, test } from "vitest";
import { renderStudyReport } from "./render-study-report.node.ts";
import { SAMPLE_STUDY_PAGE } from "./study-document.samples.ts";

const page = renderStudyReport(SAMPLE_STUDY_PAGE);

test("the contents lead to each section", () => {
  const links = [...page.matchAll(/href="#([a-z]+)"/g)].map(([, id]) => id);
  expect(links).toEqual(["search", "parameters", "curves", "repeats", "trials"]);
  for (const id of links) expect(page).toContain(`<h2 id="${id}">`);
});

test("there is a picture for each question, and each says in words what it shows", () => {
  const titles = [...page.matchAll(/<figcaption>([^<]*)</g)].map(([, title]) => title);
  expect(titles).toEqual([
    "Best loss after each trial",
    "Trials that none beats in both",
    "Importance of the parameters",
    "loss over optimizer.learningRate and network.layers.hidden.units",
    "Trials through all parameters",
    "learningRate",
    "units",
    "kind",
    "What each trial reported on its way",
  ]);
  const labels = [...page.matchAll(/role="img"\s+aria-label="([^"]*)"/g)].map(([, label]) => label);
  expect(labels).toHaveLength(titles.length);
  for (const label of labels) expect(label).toMatch(/\.$/);
});

test("text of the study is no markup", () => {
  expect(page).not.toContain("<focal>");
  expect(page).toContain("&lt;focal&gt;");
});

test("the best trial has the strongest line, over all others", () => {
  const threads = [...page.matchAll(/<path class="line thin shade-(\d)"[^>]*><title>trial (\d+)/g)];
  const best = SAMPLE_STUDY_PAGE.parallel.threads[0].trial;
  expect(threads.at(-1)!.slice(1)).toEqual(["8", String(best)]);
  expect(threads[0][1]).toBe("0");
});

test("values without a place on an axis are left out, and a chart of none is not drawn", () => {
  const dots = [
    { trial: 1, x: 1, y: Number.NaN },
    { trial: 2, x: 2, y: -1 },
  ];
  const history = { dots, best: [{ x: 1, y: Number.POSITIVE_INFINITY }] };
  const bare = renderStudyReport({
    ...SAMPLE_STUDY_PAGE,
    history,
    front: null,
    importance: null,
    contour: null,
    parallel: { axes: [], threads: [] },
    slices: [],
    curves: [],
    repeats: null,
    trials: { columns: [], rows: [], left: 0 },
  });
  expect(bare).not.toContain("<svg");
  expect(bare).not.toContain("NaN");
});
