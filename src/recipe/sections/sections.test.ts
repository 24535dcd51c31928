import { expect, test } from "vitest";
import { TrainwellError } from "../../base/errors.ts";
import { changeSections } from "../patch.ts";
import { parseRecipe } from "../schema.ts";
import {
  parseClipSection,
  parseDataSection,
  parseImageSection,
  parseJudgeSection,
  parseLossSection,
  parseNetworkSection,
  parseOptimizerSection,
  parsePenaltiesSection,
  parseScheduleSection,
  parseSplitSection,
  parseTrainingSection,
} from "./index.ts";

const source = "recipe.json";
const json = {
  schema: 1,
  data: { target: ["y"], split: { dev: 0.3 }, types: { zip: "category" }, augment: [{ kind: "swap" }] },
  network: { layers: [{ id: "output", kind: "dense", units: "outputs" }] },
  loss: { kind: "huber" },
  penalties: { l2: 0.1 },
  optimizer: { kind: "lion" },
  schedule: { kind: "step" },
  clip: { value: 2 },
  training: { averaging: { kind: "ema" }, earlyStopping: {} },
  judge: { metric: "f1", costs: [{ actual: "no", predicted: "yes", cost: 2 }] },
};

test("a section by itself is what it is within a recipe", () => {
  const recipe = parseRecipe(json, { source });
  expect({
    schema: 1,
    data: parseDataSection(json.data, { source }),
    network: parseNetworkSection(json.network, { source }),
    loss: parseLossSection(json.loss, { source }),
    penalties: parsePenaltiesSection(json.penalties, { source }),
    optimizer: parseOptimizerSection(json.optimizer, { source }),
    schedule: parseScheduleSection(json.schedule, { source }),
    clip: parseClipSection(json.clip, { source }),
    training: parseTrainingSection(json.training, { source }),
    judge: parseJudgeSection(json.judge, { source }),
  }).toEqual(recipe);
  expect(parseSplitSection(json.data.split, { source })).toEqual(recipe.data.split);
  expect(parseImageSection({}, { source })).toEqual(recipe.data.image);
});

test.each([
  ["a misspelt option", () => parseTrainingSection({ epoch: 3 }, { source }), '"training.epoch"'],
  ["a size of no pixels", () => parseImageSection({ width: 0 }, { source }), '"data.image.width"'],
  [
    "groups without a column",
    () => parseSplitSection({ method: "group" }, { source }),
    '"data.split.column"',
  ],
  [
    "sizes beyond the whole",
    () => parseDataSection({ target: "y", split: { train: 1, dev: 0.2 } }, { source }),
    "sum",
  ],
  ["an unknown kind", () => parseLossSection({ kind: "hubert" }, { source }), '"loss.kind"'],
  [
    "a hostile key",
    () => parseDataSection(JSON.parse('{"types":{"__proto__":"number"}}'), { source }),
    "reserved",
  ],
  ["no section at all", () => parseClipSection(null, { source }), '"clip" must be an object'],
])("a section by itself refuses %s with its path in the recipe", (_, parse, message) => {
  expect(parse).toThrow(TrainwellError);
  expect(parse).toThrow(message);
});

test("settings reach into a section that has no recipe around it", () => {
  const patch = [{ op: "set", path: "data.image.width", value: 8 }] as const;
  const { data } = changeSections({ data: { image: { height: 4 } } }, patch, { source: "--set" });
  expect(parseImageSection((data as { image: unknown }).image, { source })).toEqual({ width: 8, height: 4 });
  const lost = [{ op: "set", path: "data.images.width", value: 8 }] as const;
  expect(() => changeSections({ data: { image: {} } }, lost, { source: "--set" })).toThrow("data.images");
});
