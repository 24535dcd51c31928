import type { ActionLoaders } from "./command.ts";

/** The product's actions, each loaded when its command runs. */
export const actions: ActionLoaders = {
  inspect: async () => (await import("../actions/inspect.ts")).inspect,
  fit: async () => (await import("../actions/fit.ts")).fit,
  diagnose: async () => (await import("../actions/diagnose.ts")).diagnose,
  improve: async () => (await import("../actions/improve.ts")).improve,
  gradcheck: async () => (await import("../actions/gradcheck.ts")).gradcheck,
  predict: async () => (await import("../actions/predict.ts")).predict,
  summary: async () => (await import("../actions/summary.ts")).summary,
  examine: async () => (await import("../actions/examine.ts")).examine,
  explain: async () => (await import("../actions/explain.ts")).explain,
  recipe: async () => (await import("../actions/recipe.ts")).recipe,
  schedule: async () => (await import("../actions/schedule.ts")).schedule,
};
