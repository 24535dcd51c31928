// Searches the parameters of any function, ending calls early that will not win.
import { optimize, ranges } from "trainwell";

const { log, integer, choice } = ranges;
const space = { rate: log(1e-4, 1), depth: integer(1, 6), kind: choice(["plain", "wide"]) };

const { best, trials } = await optimize(
  async ({ rate, depth, kind }, { report }) => {
    const goal = Math.abs(Math.log10(rate) + 2) + Math.abs(depth - 3) / 4 + (kind === "wide" ? 0 : 0.2);
    for (let step = 1; step <= 10; step++) {
      const loss = goal + 1 / step;
      if (!(await report(step, loss))) return loss;
    }
    return goal;
  },
  space,
  { trials: 30, stopper: "median" },
);

const stopped = trials.filter(({ status }) => status === "stopped").length;
console.log(`${trials.length} trials, ${stopped} of them ended early`);
console.log(`best ${best?.values[0].toFixed(2)} with ${JSON.stringify(best?.parameters)}`);
