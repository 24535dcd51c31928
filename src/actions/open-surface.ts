import type { Dataset } from "../data/dataset.ts";
import { fitData } from "../lab/fit-data.ts";
import type { JobContext } from "../lab/job-context.ts";
import { prepare } from "../lab/prepare.ts";
import { RecipeSurface } from "../measure/surface/index.ts";
import type { Recipe } from "../recipe/schema.ts";
import { nodeRuntime } from "../runtime/session.node.ts";
import type { Runtime } from "../runtime/session.ts";
import type { ExamineOptions } from "./contract.ts";

/** At most so many training rows make a loss surface unless told otherwise. */
const SURFACE_ROWS = 1024;

/** What `openSurface` is told: whose loss, and over how many rows. */
export interface OpenSurfaceOptions extends Omit<ExamineOptions, "out" | "examinations"> {
  /** At most so many training rows, from all over the training part; 1,024 where null. */
  readonly rows: number | null;
}

/** The loss surface of a recipe on the training part of data. */
export async function openSurface(options: OpenSurfaceOptions & JobContext): Promise<RecipeSurface> {
  const { rows, threads, signal } = options;
  const prepared = await prepare(options);
  const { recipe, split } = prepared;
  const { dataset } = fitData(prepared, recipe, split.train);
  return surfaceOn(
    { recipe, dataset, train: split.train },
    {
      runtime: nodeRuntime,
      checkpoint: () => signal.throwIfAborted(),
      ...(rows === null ? {} : { rows }),
      ...(threads === null ? {} : { threads }),
    },
  );
}

/** The surface of the mean loss over rows from all over the training part. */
export function surfaceOn(
  of: { readonly recipe: Recipe; readonly dataset: Dataset; readonly train: Int32Array },
  options: { runtime: Runtime; checkpoint: () => void; threads?: number; rows?: number },
): RecipeSurface {
  const { rows: most = SURFACE_ROWS, ...how } = options;
  const { recipe, dataset, train } = of;
  const count = Math.min(most, train.length);
  const rows = Int32Array.from({ length: count }, (_, i) => train[Math.floor((i * train.length) / count)]);
  return new RecipeSurface(recipe, { dataset, rows, ...how });
}
