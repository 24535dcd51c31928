import * as z from "zod/mini";
import { drawKey, drawPoint } from "./request/draws.ts";
import type { SamplerDefinition } from "./request/sampler.ts";

const options = z.strictObject({});

/** Draws every value by its scale, whatever was found before. */
export const random: SamplerDefinition<typeof options> = {
  kind: "random",
  title: "Random search",
  help: "Draws every value by its scale, whatever was found before.",
  paper: "Bergstra & Bengio, Random Search for Hyper-Parameter Optimization, 2012",
  options,
  ignoresHistory: true,
  severalObjectives: true,
  propose: (request) => ({ point: drawPoint(request.space, drawKey(request, "random")) }),
};
