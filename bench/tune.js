import { runFronts } from "./tune/fronts.js";
import { runOverhead } from "./tune/overhead.js";
import { runRegret } from "./tune/regret.js";

export const benchmarks = [
  { name: "tune-regret", run: runRegret },
  { name: "tune-fronts", run: runFronts },
  { name: "tune-overhead", run: runOverhead },
];
