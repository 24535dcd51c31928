import { afterAll, describe, expect, test } from "vitest";
import { nodeRuntime } from "../../runtime/session.node.ts";
import { sampleDataset, sampleRecipe } from "../../train/training.samples.ts";
import { filterNormalizedDirection } from "./directions.ts";
import { allRows, quadratic } from "./landscape.samples.ts";
import { RecipeSurface } from "./recipe-surface.ts";
import { type LossPlane, lossAlongLine, lossOverPlane } from "./slices.ts";

describe("slices through a known loss", () => {
  test("a line through a quadratic is a parabola, with the barrier between its ends", async () => {
    const ends = { from: Float64Array.of(-1), to: Float64Array.of(1) };
    const { points, barrier } = await lossAlongLine(quadratic([-2], 3), ends, { count: 7 });
    points.forEach(({ place, loss }) => expect(loss).toBeCloseTo(3 - (2 * place - 1) ** 2, 12));
    expect(points.map(({ place }) => place)).toEqual([-0.25, 0, 0.25, 0.5, 0.75, 1, 1.25]);
    expect(barrier).toBeCloseTo(1, 12);
    expect((await lossAlongLine(quadratic([2]), ends)).barrier).toBe(0);
  });

  test("a plane has its columns along the first direction and its rows along the second", async () => {
    const plane = {
      centre: Float64Array.of(0, 0),
      first: Float64Array.of(1, 0),
      second: Float64Array.of(0, 1),
    };
    const { xs, ys, losses } = await lossOverPlane(quadratic([2, 20]), plane, { count: 5, reach: 2 });
    expect(xs).toEqual([-2, -1, 0, 1, 2]);
    ys.forEach((y, row) =>
      xs.forEach((x, column) => expect(losses[row][column]).toBeCloseTo(x ** 2 + 10 * y ** 2, 10)),
    );
  });

  test("points of another network are refused", async () => {
    const ends = { from: Float64Array.of(1, 2), to: Float64Array.of(1) };
    await expect(lossAlongLine(quadratic([1]), ends)).rejects.toMatchObject({ code: "point-size" });
  });
});

describe("filter-normalized directions", () => {
  const recipe = sampleRecipe();
  const dataset = sampleDataset();
  const surface = new RecipeSurface(recipe, { dataset, rows: allRows(dataset), runtime: nodeRuntime });
  afterAll(() => surface.release());
  const place = (name: string) => {
    let start = 0;
    for (const piece of surface.layout.pieces) {
      const member = piece.members.find((candidate) => candidate.name === name);
      if (member) return { from: start + member.offset, shape: member.shape };
      start += piece.size;
    }
    throw new Error(name);
  };

  test("have the norm of each unit's weights, and leave biases and normalization alone", () => {
    const direction = filterNormalizedDirection(surface.initial, surface, { seed: 4 });
    const { from, shape } = place("hidden.weight");
    const [inputs, units] = shape;
    for (let unit = 0; unit < units; unit++) {
      const column = (flat: Float64Array) =>
        Math.hypot(...Array.from({ length: inputs }, (_, row) => flat[from + row * units + unit]));
      expect(column(direction)).toBeCloseTo(column(surface.initial), 10);
    }
    for (const name of ["hidden.bias", "norm.scale", "output.bias"]) {
      const still = place(name);
      expect(direction.slice(still.from, still.from + still.shape[0]).every((value) => value === 0)).toBe(
        true,
      );
    }
    expect(filterNormalizedDirection(surface.initial, surface, { seed: 4 })).toEqual(direction);
    expect(filterNormalizedDirection(surface.initial, surface, { seed: 5 })).not.toEqual(direction);
  });

  test("show the same plane for weights before batch normalization at ten times their scale", async () => {
    const { from, shape } = place("hidden.weight");
    const bias = place("hidden.bias");
    const grown = surface.initial.slice();
    for (let i = 0; i < shape[0] * shape[1]; i++) grown[from + i] *= 10;
    for (let i = 0; i < bias.shape[0]; i++) grown[bias.from + i] *= 10;
    const planes: LossPlane[] = [];
    for (const centre of [surface.initial, grown]) {
      const [first, second] = [1, 2].map((seed) => filterNormalizedDirection(centre, surface, { seed }));
      planes.push(await lossOverPlane(surface, { centre, first, second }, { count: 3 }));
    }
    // Batch normalization's epsilon of 1e-5 is all that tells them apart, beside float32.
    planes[0].losses.flat().forEach((loss, i) => expect(planes[1].losses.flat()[i]).toBeCloseTo(loss, 3));
  });
});
