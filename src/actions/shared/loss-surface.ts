import type { Dataset } from "../../data/prepare/dataset.ts";
import { spreadRows } from "../../data/split/spread-rows.ts";
import { RecipeSurface } from "../../measure/surface/index.ts";
import type { Recipe } from "../../recipe/schema.ts";
import type { Runtime } from "../../runtime/session.ts";

/** At most so many training rows make a loss surface unless told otherwise. */
const SURFACE_ROWS = 1024;

/** The surface of the mean loss over rows from all over the training part. */
export function surfaceOn(
  of: { readonly recipe: Recipe; readonly dataset: Dataset; readonly train: Int32Array },
  options: { runtime: Runtime; checkpoint: () => void; threads?: number; rows?: number },
): RecipeSurface {
  const { rows: most = SURFACE_ROWS, ...how } = options;
  const { recipe, dataset, train } = of;
  const rows = spreadRows(train, most);
  return new RecipeSurface(recipe, { dataset, rows, ...how });
}
