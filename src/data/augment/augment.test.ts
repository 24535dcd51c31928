import { describe, expect, test } from "vitest";
import { randomKey } from "../../base/random.ts";
import { Augmenter } from "./augmenter.ts";
import { allAugmentations, augmentationDefinition, type ImageShape, type ImageTransform } from "./index.ts";

const transformOf = (kind: string, options: object, shape: ImageShape): ImageTransform => {
  const definition = augmentationDefinition(kind);
  if (definition.data !== "images") throw new Error(`${kind} is not for images`);
  return definition.build(definition.options.parse(options) as never, shape);
};

/** The image of a transform under a key; the image itself where it stays. */
const changed = (transform: ImageTransform, image: Float32Array, key: number): number[] => {
  const to = new Float32Array(image.length).fill(Number.NaN);
  return [...(transform(image, to, key) ? to : image)];
};

const numbers = (length: number) => Float32Array.from({ length }, (_, index) => index + 1);
const keys = Array.from({ length: 400 }, (_, index) => randomKey(3, index));
const SMALL = { channels: 1, height: 2, width: 3 };
const COLORED = { channels: 3, height: 4, width: 5 };

describe("flip", () => {
  const flipped = (options: object) => changed(transformOf("flip", options, SMALL), numbers(6), keys[0]);

  test("mirrors rows, columns or both", () => {
    expect(flipped({ horizontal: 1 })).toEqual([3, 2, 1, 6, 5, 4]);
    expect(flipped({ horizontal: 0, vertical: 1 })).toEqual([4, 5, 6, 1, 2, 3]);
    expect(flipped({ horizontal: 1, vertical: 1 })).toEqual([6, 5, 4, 3, 2, 1]);
    expect(flipped({ horizontal: 0 })).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("mirrors each channel by itself", () => {
    const transform = transformOf("flip", { horizontal: 1 }, { channels: 2, height: 1, width: 2 });
    expect(changed(transform, numbers(4), keys[0])).toEqual([2, 1, 4, 3]);
  });

  test("happens as often as it was asked to", () => {
    const transform = transformOf("flip", { horizontal: 0.25 }, SMALL);
    const share = keys.filter((key) => changed(transform, numbers(6), key)[0] === 3).length / keys.length;
    // The standard deviation of a share of 400 draws is 0.022; four of them.
    expect(Math.abs(share - 0.25)).toBeLessThan(0.087);
  });
});

describe("crop", () => {
  test("moves by whole pixels up to the padding, each way as likely, with 0 around", () => {
    const shape = { channels: 1, height: 3, width: 3 };
    const image = numbers(9);
    const transform = transformOf("crop", { padding: 1 }, shape);
    const seen = new Map<string, number>();
    for (const key of keys) {
      const text = changed(transform, image, key).join();
      seen.set(text, (seen.get(text) ?? 0) + 1);
    }
    expect(seen.size).toBe(9);
    expect(seen.has("5,6,0,8,9,0,0,0,0")).toBe(true);
    expect(seen.has("0,0,0,0,1,2,0,4,5")).toBe(true);
    // 400 draws of 9 places: 44 each with a standard deviation of 6.3; four of them.
    for (const count of seen.values()) expect(Math.abs(count - 400 / 9)).toBeLessThan(25);
  });

  test("reflects at the edges when told to", () => {
    const shape = { channels: 1, height: 1, width: 4 };
    const transform = transformOf("crop", { padding: 2, fill: "reflect" }, shape);
    const seen = new Set(keys.map((key) => changed(transform, numbers(4), key).join()));
    expect(seen).toContain("3,2,1,2");
    expect(seen).toContain("3,4,3,2");
    expect(seen).toContain("1,2,3,4");
    expect(seen.size).toBe(5);
  });
});

describe("rotate", () => {
  test("by 0 degrees leaves the image", () => {
    expect(changed(transformOf("rotate", { degrees: 0 }, SMALL), numbers(6), keys[0])).toEqual([
      ...numbers(6),
    ]);
  });

  test("keeps the centre, and bounds the angle", () => {
    const shape = { channels: 1, height: 5, width: 5 };
    const transform = transformOf("rotate", { degrees: 20 }, shape);
    // A ramp to the right, x − 2, turned by α is (x − 2)·cos α + (y − 2)·sin α where it is inside.
    const ramp = Float32Array.from({ length: 25 }, (_, index) => (index % 5) - 2);
    const angles = keys.map((key) => {
      const turned = changed(transform, ramp, key);
      expect(Math.abs(turned[12])).toBeLessThan(1e-6);
      return (Math.atan2(turned[17], turned[13]) * 180) / Math.PI;
    });
    expect(Math.max(...angles)).toBeLessThanOrEqual(20.001);
    expect(Math.min(...angles)).toBeGreaterThanOrEqual(-20.001);
    // Uniform in ±20: the extremes of 400 draws come within a degree of it but for a chance of e^-10.
    expect(Math.max(...angles)).toBeGreaterThan(19);
    expect(Math.min(...angles)).toBeLessThan(-19);
  });
});

test("zoom scales about the centre", () => {
  const shape = { channels: 1, height: 1, width: 5 };
  const ramp = Float32Array.of(-2, -1, 0, 1, 2);
  const twice = changed(transformOf("zoom", { smallest: 2, largest: 2 }, shape), ramp, keys[0]);
  twice.forEach((value, index) => expect(value).toBeCloseTo([-1, -0.5, 0, 0.5, 1][index], 6));
  const half = changed(transformOf("zoom", { smallest: 0.5, largest: 0.5 }, shape), ramp, keys[0]);
  half.forEach((value, index) => expect(value).toBeCloseTo([0, -2, 0, 2, 0][index], 6));
});

test("shift moves by fractions of pixels, and keeps the sum of what stays inside", () => {
  const shape = { channels: 1, height: 9, width: 9 };
  const dot = new Float32Array(81);
  dot[40] = 1;
  const transform = transformOf("shift", { horizontal: 0.3, vertical: 0.3 }, shape);
  const moved = keys.map((key) => changed(transform, dot, key));
  for (const image of moved) expect(image.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
  const places = moved.map((image) => image.reduce((sum, value, index) => sum + value * (index % 9), 0) - 4);
  expect(Math.max(...places)).toBeLessThanOrEqual(2.7001);
  expect(Math.max(...places)).toBeGreaterThan(2.5);
  expect(Math.min(...places)).toBeLessThan(-2.5);
});

describe("color", () => {
  test("brightness is a factor of all numbers", () => {
    const options = { brightness: 0.5, contrast: 0, saturation: 0 };
    const image = numbers(60);
    const factors = keys.map((key) => {
      const result = changed(transformOf("color", options, COLORED), image, key);
      result.forEach((value, index) => expect(value / image[index]).toBeCloseTo(result[0], 4));
      return result[0];
    });
    expect(Math.max(...factors)).toBeLessThanOrEqual(1.5);
    expect(Math.min(...factors)).toBeLessThan(0.55);
  });

  test("contrast keeps the mean grey, saturation the grey of each pixel", () => {
    const image = numbers(60);
    const grey = (values: ArrayLike<number>, pixel: number) =>
      0.299 * values[pixel] + 0.587 * values[pixel + 20] + 0.114 * values[pixel + 40];
    const meanGrey = (values: ArrayLike<number>) =>
      Array.from({ length: 20 }, (_, pixel) => grey(values, pixel)).reduce((a, b) => a + b) / 20;
    const contrasted = changed(
      transformOf("color", { brightness: 0, contrast: 0.8, saturation: 0 }, COLORED),
      image,
      keys[1],
    );
    expect(meanGrey(contrasted)).toBeCloseTo(meanGrey(image), 4);
    expect(contrasted).not.toEqual([...image]);
    const saturated = changed(
      transformOf("color", { brightness: 0, contrast: 0, saturation: 0.8 }, COLORED),
      image,
      keys[1],
    );
    for (let pixel = 0; pixel < 20; pixel++)
      expect(grey(saturated, pixel)).toBeCloseTo(grey(image, pixel), 4);
    expect(saturated).not.toEqual([...image]);
  });
});

test("erase hides one rectangle of all channels, of the areas and ratios asked for, as often as asked to", () => {
  const shape = { channels: 2, height: 20, width: 20 };
  const image = new Float32Array(800).fill(7);
  const options = { chance: 0.5, smallest: 0.1, largest: 0.2, ratio: 2, fill: "zero" };
  const transform = transformOf("erase", options, shape);
  const areas = keys.flatMap((key) => {
    const result = changed(transform, image, key);
    expect(result.slice(0, 400)).toEqual(result.slice(400));
    const hidden = result.slice(0, 400).flatMap((value, place) => (value === 0 ? [place] : []));
    if (hidden.length === 0) return [];
    const rows = new Set(hidden.map((place) => Math.floor(place / 20)));
    const columns = new Set(hidden.map((place) => place % 20));
    expect(rows.size * columns.size).toBe(hidden.length);
    expect(rows.size / columns.size).toBeLessThan(2.5);
    expect(columns.size / rows.size).toBeLessThan(2.5);
    return [hidden.length / 400];
  });
  // A share of 400 draws: 0.5 ± four standard deviations of 0.025.
  expect(Math.abs(areas.length / keys.length - 0.5)).toBeLessThan(0.1);
  // Sides are rounded to pixels: by at most half of one in six.
  expect(Math.min(...areas)).toBeGreaterThan(0.08);
  expect(Math.max(...areas)).toBeLessThan(0.23);
});

describe("tables", () => {
  const ROWS = 2000;
  const key = randomKey(5);
  // Three columns: a number of spread 2 with an indicator, and a category of three places.
  const data = new Float32Array(ROWS * 5);
  for (let row = 0; row < ROWS; row++) {
    const missing = row % 4 === 0;
    data[row * 5] = missing ? 0 : ((row * 37) % 100) / 25;
    data[row * 5 + 1] = missing ? 1 : 0;
    data[row * 5 + 2 + (row % 3)] = 1;
  }
  const codes = Int32Array.from({ length: ROWS }, (_, row) => row % 7);
  const blocks = () => [
    {
      name: "features",
      dtype: "float32",
      rowShape: [5],
      data: data.slice(),
      columns: [
        { kind: "number" as const, width: 2 },
        { kind: "category" as const, width: 3 },
      ],
    },
    { name: "category:city", dtype: "int32", rowShape: [], data: codes.slice() },
    { name: "target", dtype: "int32", rowShape: [], data: codes.slice() },
  ];
  const trainRows = Int32Array.from({ length: ROWS }, (_, row) => row);
  const examples = trainRows;
  const apply = (specs: readonly { kind: string; [option: string]: unknown }[]) => {
    const changed = blocks();
    new Augmenter(specs, { blocks: blocks(), trainRows, seed: key }).apply(changed, { epoch: 0, examples });
    return changed;
  };

  test("noise moves present numbers by its deviation, and nothing else", () => {
    const [features, city, target] = apply([{ kind: "noise", deviation: 0.5 }]);
    const moves: number[] = [];
    for (let row = 0; row < ROWS; row++) {
      const move = features.data[row * 5] - data[row * 5];
      if (data[row * 5 + 1] === 1) expect(move).toBe(0);
      else moves.push(move);
      for (let place = 1; place < 5; place++)
        expect(features.data[row * 5 + place]).toBe(data[row * 5 + place]);
    }
    const column = Array.from({ length: ROWS }, (_, row) => data[row * 5]);
    const spread = (values: readonly number[]) => {
      const mean = values.reduce((a, b) => a + b) / values.length;
      return Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length);
    };
    // The relative error of a standard deviation of 1500 draws is 1/√3000 = 0.018; four of them.
    expect(spread(moves) / (0.5 * spread(column))).toBeGreaterThan(0.92);
    expect(spread(moves) / (0.5 * spread(column))).toBeLessThan(1.08);
    expect(city.data).toEqual(codes);
    expect(target.data).toEqual(codes);
  });

  test("swap noise moves columns as a whole, keeps their distributions, and leaves the target", () => {
    const [features, city, target] = apply([{ kind: "swap", chance: 0.5 }]);
    let changes = 0;
    for (let row = 0; row < ROWS; row++) {
      const [value, missing, ...places] = (features.data as Float32Array).slice(row * 5, row * 5 + 5);
      expect(places.reduce((a, b) => a + b)).toBe(1);
      if (missing === 1) expect(value).toBe(0);
      if (city.data[row] !== codes[row]) changes++;
    }
    // Half of the rows draw another row, which has another code in 6 of 7 cases: 857 of 2000 with a deviation
    // of 22.
    expect(Math.abs(changes - 857)).toBeLessThan(90);
    const sum = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0);
    // The mean code stays 3, with a standard error of 0.045.
    expect(Math.abs(sum(city.data) / ROWS - 3)).toBeLessThan(0.2);
    expect(target.data).toEqual(codes);
  });
});

describe("an example's augmentation is a function of seed, epoch and example", () => {
  const specs = [
    { kind: "flip", horizontal: 0.5, vertical: 0.5 },
    { kind: "crop", padding: 2, fill: "zero" },
    { kind: "rotate", degrees: 15 },
    { kind: "zoom", smallest: 0.8, largest: 1.2 },
    { kind: "shift", horizontal: 0.1, vertical: 0.1 },
    { kind: "color", brightness: 0.2, contrast: 0.2, saturation: 0.2 },
    { kind: "erase", chance: 0.5, smallest: 0.02, largest: 0.3, ratio: 3, fill: "noise" },
  ];
  const of = (options: { seed: number; epoch: number; examples: number[]; dtype?: "uint8" | "float32" }) => {
    const { dtype = "uint8", examples, seed, epoch } = options;
    const Data = dtype === "uint8" ? Uint8Array : Float32Array;
    const image = (example: number) =>
      Array.from({ length: 192 }, (_, index) => (example * 31 + index * 7) % 256);
    const data = Data.from(examples.flatMap(image));
    const block = { name: "features", dtype, rowShape: [3, 8, 8], data };
    const augmenter = new Augmenter(specs, { blocks: [block], trainRows: new Int32Array(0), seed });
    augmenter.apply([block], { epoch, examples });
    return examples.map((_, row) => [...data.subarray(row * 192, (row + 1) * 192)]);
  };

  test.each(["uint8", "float32"] as const)("in any order and any batch, for %s", (dtype) => {
    const all = of({ seed: 1, epoch: 2, examples: [0, 1, 2, 3, 4], dtype });
    const reversed = of({ seed: 1, epoch: 2, examples: [4, 3, 2, 1, 0], dtype });
    expect(reversed.reverse()).toEqual(all);
    expect(of({ seed: 1, epoch: 2, examples: [3], dtype })).toEqual([all[3]]);
  });

  test("that differs between seeds, epochs and examples", () => {
    const [one] = of({ seed: 1, epoch: 2, examples: [1] });
    expect(of({ seed: 2, epoch: 2, examples: [1] })[0]).not.toEqual(one);
    expect(of({ seed: 1, epoch: 3, examples: [1] })[0]).not.toEqual(one);
  });

  test("and bytes are those of the floats, rounded and cut", () => {
    const exact = specs.slice(0, 2);
    expect(exact).toHaveLength(2);
    const bytes = of({ seed: 1, epoch: 0, examples: [0] })[0];
    expect(bytes.every((value) => Number.isInteger(value) && value >= 0 && value <= 255)).toBe(true);
  });
});

test("every augmentation says what it is, for which data, and has defaults for all options", () => {
  for (const { kind, title, help, data, options } of allAugmentations()) {
    expect([title, help].every((text) => text.length > 3)).toBe(true);
    expect(["images", "tables"]).toContain(data);
    expect(() => options.parse({}), kind).not.toThrow();
  }
  expect(allAugmentations()).toHaveLength(9);
});
