import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import { randomInteger, uniform } from "../../base/random.ts";
import type { TableAugmentation } from "./augmentation.ts";
import { chance } from "./augmentation-options.ts";

const options = z.strictObject({
  chance: option(z._default(chance, 0.1), {
    help: "The chance of each column of an example to be taken from another row.",
    scale: "linear",
    range: [0.02, 0.3],
    tune: true,
  }),
});

/**
 * Swap noise: each column of an example is replaced, with a chance, by that of a random training row; a
 * category's places and a number's indicator move as one. The columns keep their own distributions, but not
 * what joins them.
 *
 * Options, with their limits and defaults: `chance` (number, ≥ 0, ≤ 1; 0.1).
 */
export const swap: TableAugmentation<typeof options> = {
  kind: "swap",
  title: "Swap noise",
  help: "Replaces some columns of an example by those of other training rows.",
  paper: "Jahrer, 1st place solution of Porto Seguro's Safe Driver Prediction, Kaggle, 2017",
  data: "tables",
  explanation: {
    equation: "each column of an example is, with a chance, that of a random training row",
    use: "For tables of many columns, above all of categories, to which no noise can be added.",
    pitfalls:
      "It breaks what joins columns: where two of them only mean something together, as a place and " +
      "its country, examples come out that cannot be.",
  },
  options,
  build({ chance }, { columns, blocks, trainRows }) {
    return (rows, key) => {
      for (let index = 0; index < columns.length; index++) {
        if (uniform(key, index) >= chance) continue;
        const { block, start, width } = columns[index];
        const other = trainRows[randomInteger(key, columns.length + index, trainRows.length)];
        const source = other * blocks[block].width + start;
        const target = rows[block].offset + start;
        for (let place = 0; place < width; place++)
          rows[block].data[target + place] = blocks[block].data[source + place];
      }
    };
  },
};
