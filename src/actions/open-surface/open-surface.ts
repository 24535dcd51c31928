import type { JobContext } from "../../lab/job-context.ts";
import { fitData } from "../../lab/prepare/fit-data.ts";
import { prepare } from "../../lab/prepare/prepare.ts";
import type { RecipeSurface } from "../../measure/surface/index.ts";
import { nodeRuntime } from "../../runtime/session.node.ts";
import { surfaceOn } from "../shared/loss-surface.ts";
import type { OpenSurfaceOptions } from "./contract.ts";

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
