import { blockTypes } from "../../program/dataset-blocks.ts";
import type { Recipe } from "../../recipe/schema.ts";
import type { HistoryRow } from "../../run/history.ts";
import type { ProgressListener } from "../../run/progress.ts";
import type { PageDevice } from "../../runtime/webgpu.web.ts";
import { planTraining } from "../../train/plan/plan-training.ts";
import { EpochReporter } from "../epoch-reporter.ts";
import { fitData } from "../prepare/fit-data.ts";
import type { PreparedTable } from "../prepare/prepare-table.ts";
import type { TrainedNetwork } from "../trained-networks.ts";
import { pageInterrupted } from "./page-interrupted.ts";
import { trainInPage, type WorkerFactory } from "./page-worker.ts";

/** Where and how the trainings of a page are carried out. */
export interface PageWorkshop {
  readonly worker: WorkerFactory;
  readonly device: PageDevice;
  readonly progress: ProgressListener;
  readonly signal: AbortSignal;
}

/** A network that a page trained, and how its training went. */
export interface PageTraining extends TrainedNetwork {
  readonly history: readonly HistoryRow[];
}

/** Carries out one training of a page: fits the preprocessing on the training rows, plans and trains. */
export async function performPageTraining(
  workshop: PageWorkshop,
  prepared: PreparedTable,
  { recipe, title }: { recipe: Recipe; title: string },
): Promise<PageTraining> {
  const { device, float16 } = workshop.device;
  const { preprocessing, dataset } = fitData(prepared, recipe, prepared.split.train);
  const plan = planTraining(recipe, dataset, { rows: prepared.split, device, float16, ...usableThreads() });
  const reporter = new EpochReporter(workshop.progress, { title, plan });
  const history: HistoryRow[] = [];
  const outcome = await trainInPage(plan, {
    ...workshop,
    hooks: {
      onHistory: (entry) => {
        history.push(entry);
        if (entry.kind === "epoch") reporter.report(entry);
      },
    },
  });
  if (outcome.status === "interrupted") throw pageInterrupted();
  return {
    recipe,
    dataset,
    history,
    member: { preprocessing, inputs: blockTypes(dataset), ...outcome.chosen },
  };
}

/** Threads share memory, which only pages that are isolated from other origins may. */
function usableThreads(): { threads?: number } {
  return globalThis.crossOriginIsolated === true ? {} : { threads: 1 };
}
