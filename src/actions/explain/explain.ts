import type { OptionDescription } from "../../base/describe-options.ts";
import { nearest, TrainwellError } from "../../base/errors.ts";
import { CHECKS } from "../../clinic/checks/index.ts";
import { FINDINGS } from "../../clinic/findings/index.ts";
import { TREATMENTS } from "../../clinic/treatments/index.ts";
import type { JobContext } from "../../lab/job-context.ts";
import { innerOptions, kindReferences, pathReferences } from "../../recipe/recipe-reference.ts";
import type { Explained, ExplainedConcept, ExplainOptions, ExplainResult } from "./contract.ts";

/** So many names that may have been meant are told. */
const MOST_MEANT = 3;

/**
 * Says what a kind of layer, loss, optimizer, schedule, augmentation or initializer is, what a section or
 * an option of a recipe decides, or what a check, a finding or a treatment means. A name that stands for
 * several of them gives all; upper case, spaces and hyphens do not matter. Without a name, lists what there
 * is.
 *
 * @throws TrainwellError `explain-unknown`, with the nearest names.
 */
export async function explain({ query }: ExplainOptions & JobContext): Promise<ExplainResult> {
  const entries = allEntries();
  if (query === null) return { query, entries: [], concepts: listed(entries) };
  const found = [
    ...entries.filter((entry) => plain(nameOf(entry)) === plain(query)),
    ...optionsOfKinds(query),
  ];
  if (found.length > 0) return { query, entries: found, concepts: [] };
  throw unknown(query, entries.map(nameOf));
}

/** Everything that has a name of its own. */
function allEntries(): Explained[] {
  return [
    ...kindReferences(),
    ...pathReferences().map(({ path, option }) => ({
      concept: option.options === undefined ? ("option" as const) : ("section" as const),
      path,
      option,
    })),
    ...CHECKS.map(({ look: _look, ...check }) => ({ concept: "check" as const, ...check })),
    ...FINDINGS.map(({ detect: _detect, ...finding }) => ({ concept: "finding" as const, ...finding })),
    ...TREATMENTS.map(({ propose: _propose, ...treatment }) => ({
      concept: "treatment" as const,
      ...treatment,
      findings: FINDINGS.filter(({ treatments }) => treatments.includes(treatment.id)).map(({ id }) => id),
    })),
  ];
}

/** The name that an entry is asked for by. */
export function nameOf(entry: Explained): string {
  if ("kind" in entry) return entry.kind;
  return "path" in entry ? entry.path : entry.id;
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, "");
}

/** Where a recipe has components, and what they are of. */
const PLACES = [
  ["network.layers.", "layer"],
  ["data.augment.", "augmentation"],
  ["loss.", "loss"],
  ["optimizer.", "optimizer"],
  ["schedule.", "schedule"],
] as const;

/**
 * The options that a path such as "adam.beta1", "optimizer.beta1" or "network.layers.drop1.rate" ends at, of
 * each kind that has it.
 */
function optionsOfKinds(query: string): Explained[] {
  const [concept, rest] = placeOf(query);
  const keys = rest.split(".");
  return kindReferences().flatMap((reference) => {
    if (concept !== undefined && reference.concept !== concept) return [];
    const isOfKind = plain(keys[0]) === plain(reference.kind);
    if (!isOfKind && concept === undefined) return [];
    // Of a layer the first name is its id, which says nothing of its kind.
    const below = isOfKind || concept === "layer" ? keys.slice(1) : keys;
    const option = below.length === 0 ? undefined : optionAt(reference.options, below);
    return option ? [{ concept: "option" as const, path: [reference.kind, ...below].join("."), option }] : [];
  });
}

function placeOf(query: string) {
  const place = PLACES.find(([start]) => query.startsWith(start));
  return place ? ([place[1], query.slice(place[0].length)] as const) : ([undefined, query] as const);
}

function optionAt(
  options: readonly OptionDescription[],
  [name, ...rest]: readonly string[],
): OptionDescription | undefined {
  const option = options.find((candidate) => plain(candidate.name) === plain(name));
  return option === undefined || rest.length === 0 ? option : optionAt(innerOptions(option), rest);
}

function listed(entries: readonly Explained[]): ExplainedConcept[] {
  const concepts = new Map<string, ExplainedConcept["entries"][number][]>();
  for (const entry of entries) {
    // Options are found by their sections.
    if (entry.concept === "option") continue;
    const title = "path" in entry ? (entry.option.facts?.help ?? "") : entry.title;
    concepts.set(entry.concept, [...(concepts.get(entry.concept) ?? []), { name: nameOf(entry), title }]);
  }
  return [...concepts].map(([concept, members]) => ({ concept, entries: members }));
}

function unknown(query: string, names: readonly string[]): TrainwellError {
  const meant = nearestNames(query, names);
  return new TrainwellError({
    kind: "usage",
    code: "explain-unknown",
    message: `Nothing is called "${query}".`,
    details: { query, meant },
    hint:
      meant.length === 0
        ? "`trainwell explain` lists what there is."
        : `Did you mean ${meant.map((name) => `"${name}"`).join(" or ")}?`,
  });
}

/** Names that it is a part of, the shortest first; then names that are spelt much like it. */
function nearestNames(query: string, names: readonly string[]): string[] {
  const isPart = (name: string) => plain(query).length > 2 && plain(name).includes(plain(query));
  const left = new Set(names);
  const found = [...left].filter(isPart).sort((a, b) => a.length - b.length);
  for (const name of found) left.delete(name);
  for (let name = nearest(query, left); name !== undefined && found.length < MOST_MEANT; ) {
    found.push(name);
    left.delete(name);
    name = nearest(query, left);
  }
  return found.slice(0, MOST_MEANT);
}
