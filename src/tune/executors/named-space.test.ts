import { expect, test } from "vitest";
import { namedSpaceFrom } from "./named-space.ts";

const source = "space.json";

test("names with dots, values and conditions become flat parameters", () => {
  const space = namedSpaceFrom(
    {
      "optimizer.lr": { search: "log", low: 1e-4, high: 1e-1 },
      layer: {
        search: "choice",
        of: [{ kind: "dense", units: { search: "integer", low: 1, high: 9 } }, { kind: "none" }],
      },
      epochs: 5,
      sizes: [8, 4],
      constraints: ["optimizer.lr <= 0.01"],
    },
    { source },
  );
  expect([...space.names].sort()).toEqual(["epochs", "layer.kind", "layer.units", "optimizer.lr", "sizes"]);
  const point = Object.fromEntries(
    space.parameters.map(({ name, domain }) => [name, domain.kind === "choice" ? 1 : domain.low]),
  );
  const { "layer.units": _, ...active } = point;
  const parameters = space.parametersAt(active);
  expect({ ...parameters }).toEqual({ "optimizer.lr": 1e-4, "layer.kind": "none", epochs: 5, sizes: [8, 4] });
  expect(space.allows?.({ ...active, "optimizer.lr": 0.05 })).toBe(false);
  expect(space.allows?.(active)).toBe(true);
});

test.each([
  [{ a: { search: "uniform", low: 0, high: 1 }, "a.b": 2 }, "space-names-clash"],
  [{ "a.b": { search: "uniform", low: 0, high: 1 }, a: 2 }, "space-names-clash"],
  [{ "a.__proto__.b": { search: "uniform", low: 0, high: 1 } }, "recipe-hostile-key"],
  [JSON.parse('{"__proto__": {"search": "uniform", "low": 0, "high": 1}}'), "recipe-hostile-key"],
  [{ a: 1 }, "space-empty"],
])("a space that cannot be is refused: %j", (file, code) => {
  expect(() => namedSpaceFrom(file, { source })).toThrow(expect.objectContaining({ code }));
});
