import * as z from "zod/mini";
import {
  describeOptions,
  describeSchema,
  type OptionDescription,
  type ValueDescription,
} from "../base/describe-options.ts";
import type { Explanation } from "../base/explanation.ts";
import { allAugmentations } from "../data/augment/index.ts";
import { hyperparameter } from "../nn/hyperparameter.ts";
import { allInitializers } from "../nn/initializers/definitions.ts";
import { allLayers } from "../nn/layers/index.ts";
import { allLosses } from "../nn/losses/index.ts";
import { allOptimizers } from "../optim/optimizers/index.ts";
import { allSchedules } from "../optim/schedules/index.ts";
import { layerFrame } from "./layers.ts";
import { recipeSchema } from "./sections/index.ts";

/**
 * The concepts that a recipe's components are of; a `value` is a form that options of several kinds can have.
 */
export const CONCEPTS = [
  "layer",
  "loss",
  "optimizer",
  "schedule",
  "augmentation",
  "initializer",
  "value",
] as const;
/** The concept that a recipe's component is of. */
export type Concept = (typeof CONCEPTS)[number];

/** A registered kind of component, with all that is declared of it, as plain data. */
export interface KindReference {
  readonly concept: Concept;
  readonly kind: string;
  readonly title: string;
  /** One sentence. */
  readonly help: string;
  readonly paper?: string;
  /** Left out of kinds that a user defined without. */
  readonly explanation?: Explanation;
  readonly options: readonly OptionDescription[];
}

/** An option or a section by its path in a recipe, such as "training.batchSize". */
export interface PathReference {
  readonly path: string;
  readonly option: OptionDescription;
}

interface Definition {
  readonly kind: string;
  readonly title: string;
  readonly help: string;
  readonly paper?: string;
  readonly explanation?: Explanation;
  readonly options: z.ZodMiniObject;
}

/** All registered kinds of all concepts, those that a user defined included. */
export function kindReferences(): KindReference[] {
  return [
    ...referencesOf("layer", allLayers()),
    ...referencesOf("loss", allLosses()),
    ...referencesOf("optimizer", allOptimizers()),
    ...referencesOf("schedule", allSchedules()),
    ...referencesOf("augmentation", allAugmentations()),
    ...referencesOf("initializer", allInitializers()),
    courseReference(),
  ];
}

function referencesOf(concept: Concept, definitions: readonly Definition[]): KindReference[] {
  return definitions.map(({ kind, title, help, paper, explanation, options }) => ({
    concept,
    kind,
    title,
    help,
    ...(paper === undefined ? {} : { paper }),
    ...(explanation === undefined ? {} : { explanation }),
    options: describeOptions(options),
  }));
}

function courseReference(): KindReference {
  const { alternatives = [] } = describeSchema(hyperparameter(z.number()));
  return {
    concept: "value",
    kind: "course",
    title: "Course over the training",
    help: "A number of a layer that goes from one value to another over the first part of a training.",
    options: alternatives.find(({ options }) => options !== undefined)?.options ?? [],
  };
}

/** The sections of a recipe with their options, in the recipe's order. */
export function sectionReferences(): OptionDescription[] {
  return describeOptions(recipeSchema).map((section) =>
    section.name === "network" ? withLayers(section) : section,
  );
}

/** Layers are checked one by one, so the network's schema does not say what each has. */
function withLayers(network: OptionDescription): OptionDescription {
  const options = network.options?.map((option) =>
    option.name === "layers"
      ? { ...option, type: "list of layers", options: describeOptions(layerFrame) }
      : option,
  );
  return { ...network, ...(options === undefined ? {} : { options }) };
}

/**
 * Every section and option of a recipe by its path, those within lists and unions included; a kind's are not
 * among them.
 */
export function pathReferences(): PathReference[] {
  return sectionReferences().flatMap((section) => pathsFrom(section, ""));
}

function pathsFrom(option: OptionDescription, above: string): PathReference[] {
  const path = `${above}${option.name}`;
  return [{ path, option }, ...innerOptions(option).flatMap((member) => pathsFrom(member, `${path}.`))];
}

/**
 * The options within an option: of its object, and of the objects that it may be. Where these are of
 * several kinds, what an option says names its kind.
 */
export function innerOptions({ options = [], alternatives = [] }: OptionDescription): OptionDescription[] {
  return uniqueByName([...options, ...alternatives.flatMap(alternativeOptions)]);
}

function alternativeOptions(alternative: ValueDescription): readonly OptionDescription[] {
  const { options = [], alternatives = [], facts } = alternative;
  const kind = options.find(({ name }) => name === "kind")?.choices;
  if (kind?.length !== 1) return [...options, ...alternatives.flatMap(alternativeOptions)];
  return options.map((option) => {
    const own = option.facts ?? facts;
    if (own === undefined) return option;
    const help = `${option.name === "kind" ? "" : "Of "}"${kind[0]}": ${own.help}`;
    return { ...option, facts: { ...own, help } };
  });
}

/** The kinds of a union each have an option "kind", which is one option of all of them. */
function uniqueByName(options: readonly OptionDescription[]): OptionDescription[] {
  const byName = new Map<string, OptionDescription>();
  for (const option of options) {
    const known = byName.get(option.name);
    byName.set(option.name, known?.choices && option.choices ? merged(known, option) : option);
  }
  return [...byName.values()];
}

function merged(first: OptionDescription, second: OptionDescription): OptionDescription {
  const choices = [...new Set([...(first.choices ?? []), ...(second.choices ?? [])])];
  const help = `${first.facts?.help ?? ""} ${second.facts?.help ?? ""}`.trim();
  const type = choices.map((value) => JSON.stringify(value)).join(" or ");
  return { ...first, type, choices, facts: { help } };
}
