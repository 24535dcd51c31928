import type { RecipeResult } from "../../actions/recipe/contract.ts";
import { recipeVerb } from "../../actions/recipe/verb.ts";
import { commandOf } from "../command.ts";
import { paragraph } from "../paragraph.ts";

/** `trainwell recipe`: what a recipe is made of, or its JSON schema. */
export const recipeCommand = commandOf(recipeVerb, {
  render: (result, colors) =>
    result.schema === null
      ? { text: describe(result, colors.bold) }
      : { document: result.schema, text: JSON.stringify(result.schema, null, 2) },
});

function describe({ sections, kinds }: RecipeResult, bold: (text: string) => string): string {
  const parts = sections.map(({ name, facts, options = [] }) => {
    const names = options.map((option) => option.name).join(", ");
    const own = names === "" || names === "kind" ? [] : [paragraph(`Options: ${names}`, "  ")];
    const known = kinds.filter(({ concept }) => concept === (CONCEPT_OF[name] ?? name));
    const of =
      known.length === 0 ? [] : [paragraph(`Kinds: ${known.map(({ kind }) => kind).join(", ")}`, "  ")];
    return [bold(name), paragraph(facts?.help ?? "", "  "), ...own, ...of].join("\n");
  });
  return [...parts, CLOSING].join("\n\n");
}

/** The concept of the components in a section, where it is not called so. */
const CONCEPT_OF: Readonly<Record<string, string>> = { network: "layer", data: "augmentation" };

const CLOSING =
  "trainwell explain NAME says more of a kind, a section or an option; docs/recipe.md has all on one page.";
