import * as z from "zod/mini";
import { factsOf, option } from "../base/option.ts";
import { allAugmentations } from "../data/augment/index.ts";
import { initializerSchema } from "../nn/initializers/specification.ts";
import { allLayers } from "../nn/layers/index.ts";
import { allLosses } from "../nn/losses/index.ts";
import { SHARED_KIND } from "../nn/sharing.ts";
import { adam } from "../optim/optimizers/adam.ts";
import { allOptimizers } from "../optim/optimizers/index.ts";
import { constant } from "../optim/schedules/constant.ts";
import { allSchedules } from "../optim/schedules/index.ts";
import { layerFrame } from "./layers.ts";
import { dataSchema } from "./sections/data-section.ts";
import { recipeSchema } from "./sections/index.ts";
import { networkSchema } from "./sections/network-section.ts";
import { RECIPE_SCHEMA } from "./types.ts";

type Names = z.core.$ZodRegistry<{ id: string }>;
type AnyObject = z.ZodMiniObject;

interface Definition {
  readonly kind: string;
  readonly help: string;
  readonly options: AnyObject;
}

/**
 * The JSON schema (draft 2020-12) of recipes as people write them: defaults may be left out, unknown keys
 * are errors, and the options of each component are those of its kind. What a schema cannot say is left to
 * `parseRecipe`: that ids are unique, that inputs exist, that the shares of a split make a whole.
 */
export function recipeJsonSchema(): Record<string, unknown> {
  const names: Names = z.registry<{ id: string }>();
  const schema = completeSchema(names);
  const json = z.toJSONSchema(schema, { io: "input", metadata: names, override: describe });
  return { ...json, title: "Trainwell recipe" };
}

/** The JSON schema of recipes as text, as it is kept beside the reference page. */
export function formatRecipeJsonSchema(): string {
  return `${JSON.stringify(recipeJsonSchema(), null, 1)}\n`;
}

/** The recipe's schema with the schemas of all kinds in it. */
function completeSchema(names: Names): AnyObject {
  names.add(initializerSchema, { id: "initializer" });
  const layer = z.union([
    z.discriminatedUnion("kind", nonEmpty(allLayers().map((definition) => layerSchema(definition, names)))),
    named(sharedLayer, { id: "layer.shared", names }),
  ]);
  const network = z.extend(networkSchema, { layers: like(networkSchema.shape.layers, z.array(layer)) });
  const augment = z._default(z.array(kinds("augmentation", allAugmentations(), names)), []);
  const data = z.extend(dataSchema, { augment: like(dataSchema.shape.augment, augment) });
  const { shape } = recipeSchema;
  const optimizer = z._default(kinds("optimizer", allOptimizers(), names), { kind: adam.kind });
  const schedule = z._default(kinds("schedule", allSchedules(), names), { kind: constant.kind });
  return z.extend(recipeSchema, {
    schema: like(shape.schema, z.literal(RECIPE_SCHEMA)),
    data: like(shape.data, data),
    network: like(shape.network, network),
    loss: like(shape.loss, kinds("loss", allLosses(), names)),
    optimizer: like(shape.optimizer, optimizer),
    schedule: like(shape.schedule, schedule),
  });
}

const { id, inputs, shares } = layerFrame.shape;
const sharedLayer = option(
  z.strictObject({ id, kind: z.optional(z.literal(SHARED_KIND)), shares: z.nonoptional(shares), inputs }),
  { help: "Applies an earlier layer, with its parameters, to other inputs." },
);

function layerSchema({ kind, help, options }: Definition, names: Names): AnyObject {
  const schema = z.strictObject({ id, kind: z.literal(kind), inputs, ...options.shape });
  return named(option(schema, { help }), { id: `layer.${kind}`, names });
}

function kinds(concept: string, definitions: readonly Definition[], names: Names): z.ZodMiniType {
  const schemas = definitions.map(({ kind, help, options }) => {
    const schema = option(z.strictObject({ kind: z.literal(kind), ...options.shape }), { help });
    return named(schema, { id: `${concept}.${kind}`, names });
  });
  return z.discriminatedUnion("kind", nonEmpty(schemas));
}

function nonEmpty(schemas: readonly AnyObject[]): [AnyObject, ...AnyObject[]] {
  return schemas as [AnyObject, ...AnyObject[]];
}

/** A schema that stands once among the definitions, by its name. */
function named<S extends z.ZodMiniType>(schema: S, { id, names }: { id: string; names: Names }): S {
  names.add(schema, { id });
  return schema;
}

/** A schema with the facts of another. */
function like<S extends z.ZodMiniType>(model: z.core.$ZodType, schema: S): S {
  return option(schema, factsOf(model) ?? { help: "" });
}

function describe({ zodSchema, jsonSchema }: Parameters<NonNullable<Override>>[0]): void {
  const help = factsOf(zodSchema)?.help;
  if (help !== undefined && help !== "") jsonSchema.description = help;
  // Bounds of whole numbers that only say what a double can count to.
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
}

type Override = NonNullable<Parameters<typeof z.toJSONSchema>[1]>["override"];
