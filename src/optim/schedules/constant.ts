import * as z from "zod/mini";
import { type ScheduleDefinition, warmupOptions, withWarmup } from "./schedule.ts";

const options = z.strictObject(warmupOptions);

/** The base rate throughout. */
export const constant: ScheduleDefinition<typeof options> = {
  kind: "constant",
  title: "Constant",
  help: "Keeps the learning rate as it is.",
  options,
  decays: false,
  risesFirst: false,
  rate: withWarmup((_options, { base }) => base),
};
