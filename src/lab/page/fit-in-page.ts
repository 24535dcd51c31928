import { TrainwellError } from "../../base/errors.ts";
import { parseRecipe, type Recipe } from "../../recipe/schema.ts";
import { availableDevice } from "../../runtime/webgpu.web.ts";
import { memberRecipes } from "../member-recipes.ts";
import { checkMetric, prepareTable, readingAsTold } from "../prepare/prepare-table.ts";
import type { PageFitOptions, PageFitResult } from "./contract.ts";
import { readPageData } from "./page-data.ts";
import { pageInterrupted } from "./page-interrupted.ts";
import { type PageTraining, type PageWorkshop, performPageTraining } from "./page-training.ts";

/** The work of `fitInPage`, which describes it. */
export async function fitInPage(options: PageFitOptions): Promise<PageFitResult> {
  const started = performance.now();
  const { source, signal = new AbortController().signal, progress = () => {} } = options;
  checkWorker(options);
  if (signal.aborted) throw pageInterrupted();
  const given = givenRecipe(options);
  checkMetric(given, options);
  const table = await readPageData(options.data, {
    ...readingAsTold(given, options),
    ...(source === undefined ? {} : { source }),
  });
  const prepared = prepareTable(table, options, given);
  const device = await availableDevice(options.device ?? "cpu");
  if (device.failure !== undefined) progress({ type: "note", message: device.failure });
  const workshop: PageWorkshop = { worker: options.worker, device, progress, signal };
  const trainings: PageTraining[] = [];
  const recipes = memberRecipes(prepared.recipe);
  for (const [index, recipe] of recipes.entries()) {
    if (signal.aborted) throw pageInterrupted();
    const title = recipes.length === 1 ? "fit" : `member ${index + 1} of ${recipes.length}`;
    trainings.push(await performPageTraining(workshop, prepared, { recipe, title }));
  }
  // Nothing of scores and predictions is needed before the last step.
  const { pageResult } = await import("./page-result.ts");
  const result = await pageResult(prepared, trainings, {
    device,
    finalTest: options.finalTest ?? false,
  });
  return { ...result, durationMs: performance.now() - started };
}

function givenRecipe({ recipe = null }: PageFitOptions): Recipe | undefined {
  return recipe === null ? undefined : parseRecipe(recipe, { source: "the recipe" });
}

/** A page that is busy for minutes should have been asked for. */
function checkWorker({ worker }: Partial<PageFitOptions>): void {
  if (worker === null || typeof worker === "function") return;
  throw new TrainwellError({
    kind: "usage",
    code: "worker-not-told",
    message: `fitInPage needs a function that opens a worker, or null; it received ${typeof worker}.`,
    details: { received: typeof worker },
    hint:
      'Give worker: () => new Worker(new URL("trainwell/worker", import.meta.url), { type: "module" }), or ' +
      "worker: null to train on the page's own thread.",
  });
}
