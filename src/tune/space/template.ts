import { canonicalJson } from "../../recipe/canonical-json.ts";
import { type Domain, nearestValue } from "./domain.ts";
import {
  type ChoiceRange,
  domainOf,
  isNumberRange,
  isRange,
  type NumberRange,
  type OptionalRange,
  type OrderedRange,
  type Range,
  type RepeatRange,
  rangeWords,
  type SimplexRange,
} from "./ranges.ts";
import type { Parameter, Point } from "./search-space.ts";
import { simplexShares, simplexUnits } from "./simplex.ts";

/** A part that is left out of its list or object. */
const ABSENT = Symbol("absent");

type Json = Readonly<Record<string, unknown>>;
type Draft = Record<string, number>;

/**
 * A part of a space: what it is at a point, and which point a value comes from.
 */
interface Template {
  fill(point: Point): unknown;
  /** Writes the values of its parameters that a value has; how many things of the value are no such. */
  read(value: unknown, into: Draft): number;
}

/** A tree with ranges, taken apart. */
export interface SpaceTemplate {
  readonly parameters: readonly Parameter[];
  /** The range that each parameter comes from, by the parameter's name. */
  readonly ranges: ReadonlyMap<string, Range>;
  /** The plain data at a point. */
  fill(point: Point): unknown;
  /** The point that plain data come from, or next to it; `exact` says which. */
  pointOf(value: unknown): { readonly point: Point; readonly exact: boolean };
}

/**
 * Takes a tree of plain data with checked ranges apart into its parameters. Parameters are named by their
 * paths; items of lists by their `id` or `kind`, else by their place from 1. Below a choice, the choice's
 * label stands in brackets: "optimizer[sgd].momentum".
 */
export function templateOf(tree: unknown): SpaceTemplate {
  const parameters: Parameter[] = [];
  const ranges = new Map<string, Range>();
  const root = templateAt(tree, {
    name: "",
    add: (parameter, range) => {
      parameters.push(parameter);
      ranges.set(parameter.name, range);
    },
  });
  return {
    parameters,
    ranges,
    fill: (point) => root.fill(point),
    pointOf: (value) => {
      const point: Draft = Object.create(null);
      const differences = root.read(value, point);
      return { point: completed(parameters, point), exact: differences === 0 };
    },
  };
}

/** A point with the middle of each parameter that is there and has no value yet. */
function completed(parameters: readonly Parameter[], draft: Draft): Point {
  const point: Draft = Object.create(null);
  for (const { name, domain, condition } of parameters) {
    if (condition && !condition.values.includes(point[condition.parameter])) continue;
    point[name] = draft[name] ?? middleOf(domain);
  }
  return point;
}

function middleOf(domain: Domain): number {
  if (domain.kind === "choice") return 0;
  const middle =
    domain.scale === "log" ? Math.sqrt(domain.low * domain.high) : (domain.low + domain.high) / 2;
  return nearestValue(middle, domain);
}

interface Walk {
  /** The path so far. */
  readonly name: string;
  /** On what the part depends. */
  readonly condition?: Parameter["condition"];
  add(parameter: Parameter, range: Range): void;
}

function below(walk: Walk, key: string): Walk {
  return { ...walk, name: walk.name === "" ? key : `${walk.name}.${key}` };
}

function templateAt(value: unknown, walk: Walk): Template {
  if (isRange(value)) return rangeTemplate(value, walk);
  if (Array.isArray(value)) return listTemplate(value, walk);
  if (typeof value === "object" && value !== null) return objectTemplate(value as Json, walk);
  return {
    fill: () => value,
    read: (other) => (Object.is(other, value) ? 0 : 1),
  };
}

function objectTemplate(value: Json, walk: Walk): Template {
  const members = Object.entries(value).map(
    ([key, part]) => [key, templateAt(part, below(walk, key))] as const,
  );
  return {
    fill: (point) =>
      withPrototypeOf(
        value,
        members.map(([key, part]) => [key, part.fill(point)] as const),
      ),
    read: (other, into) => {
      if (typeof other !== "object" || other === null) return 1;
      const known = members.reduce((sum, [key, part]) => sum + part.read((other as Json)[key], into), 0);
      return known + Object.keys(other).filter((key) => !Object.hasOwn(value, key)).length;
    },
  };
}

/** Names of columns may be anything, so that objects without a prototype stay so. */
function withPrototypeOf(like: Json, members: readonly (readonly [string, unknown])[]): unknown {
  const there = members.filter(([, value]) => value !== ABSENT);
  return Object.assign(Object.create(Object.getPrototypeOf(like)), Object.fromEntries(there));
}

/** A list whose items may be there or not, or several times. */
function listTemplate(items: readonly unknown[], walk: Walk): Template {
  const parts = items.map((item, index) => {
    if (isRange(item) && item.search === "repeat") return repeatPart(item, walk);
    const name =
      isRange(item) && item.search === "optional" ? nameOf(item.value, index) : nameOf(item, index);
    const template = templateAt(item, below(walk, name));
    const isOptional = isRange(item) && item.search === "optional";
    return {
      fill: (point: Point) => [template.fill(point)].filter((filled) => filled !== ABSENT),
      read: (others: readonly unknown[], into: Draft) => {
        const isThere = others.length > 0 && (!isOptional || nameOf(others[0], index) === name);
        return { taken: isThere ? 1 : 0, differences: template.read(isThere ? others[0] : undefined, into) };
      },
    };
  });
  return {
    fill: (point) => parts.flatMap((part) => part.fill(point)),
    read: (other, into) => {
      if (!Array.isArray(other)) return 1;
      let [position, differences] = [0, 0];
      for (const part of parts) {
        const answer = part.read(other.slice(position), into);
        position += answer.taken;
        differences += answer.differences;
      }
      return differences + (other.length - position);
    },
  };
}

function nameOf(item: unknown, index: number): string {
  if (isRange(item) && (item.search === "choice" || item.search === "ordered"))
    return nameOf(item.of[0], index);
  if (typeof item === "object" && item !== null) {
    const { id, kind } = item as { id?: unknown; kind?: unknown };
    if (typeof id === "string") return id;
    if (typeof kind === "string") return kind;
  }
  return String(index + 1);
}

/** Layers that are there a number of times: their number is a parameter, and each time has its own. */
function repeatPart(range: RepeatRange, walk: Walk) {
  const [least, most] = range.times;
  const [first] = range.layers;
  const name = below(walk, `${first.id}.repeats`).name;
  const domain = domainOf({ search: "integer", low: least, high: most });
  walk.add({ name, domain, ...conditionOf(walk) }, range);
  const times = range.alike ? alikeTimes(range, walk) : ownTimes(range, { ...walk, name });
  return {
    fill: (point: Point) =>
      times.slice(0, point[name]).flatMap((layers) => layers.map(({ template }) => template.fill(point))),
    read: (others: readonly unknown[], into: Draft) => {
      let [taken, differences, there] = [0, 0, 0];
      for (const layers of times) {
        if (!layers.every(({ id }, index) => nameOf(others[taken + index], -1) === id)) break;
        layers.forEach(({ template }, index) => {
          differences += template.read(others[taken + index], into);
        });
        taken += layers.length;
        there++;
      }
      into[name] = Math.max(least, there);
      return { taken, differences: differences + (there < least ? 1 : 0) };
    },
  };
}

interface NumberedLayer {
  readonly id: string;
  readonly template: Template;
}

/** The layers of each time with parameters of their own, which are there where the time is. */
function ownTimes({ times: [, most], layers }: RepeatRange, walk: Walk): NumberedLayer[][] {
  const list = walk.name.split(".").slice(0, -2).join(".");
  return Array.from({ length: most }, (_, time) => {
    const values = Array.from({ length: most - time }, (_, more) => time + 1 + more);
    const condition = { parameter: walk.name, values };
    return layers.map((layer) => {
      const numbered = { ...layer, id: `${layer.id}${time + 1}` };
      return {
        id: numbered.id,
        template: templateAt(numbered, { ...below({ ...walk, name: list }, numbered.id), condition }),
      };
    });
  });
}

/** The layers of each time with the same parameters, named by the layers' ids without a number. */
function alikeTimes({ times: [, most], layers }: RepeatRange, walk: Walk): NumberedLayer[][] {
  const shared = layers.map(({ id, ...layer }) => templateAt(layer, below(walk, id)));
  return Array.from({ length: most }, (_, time) =>
    layers.map((layer, index) => {
      const id = `${layer.id}${time + 1}`;
      return { id, template: withId(id, shared[index], time === 0) };
    }),
  );
}

/** A layer with an id of its own; only the first of several tells the values that all have. */
function withId(id: string, shared: Template, tells: boolean): Template {
  return {
    fill: (point) => ({ id, ...(shared.fill(point) as Json) }),
    read: (value, into) => {
      const { id: own, ...rest } = (value ?? {}) as Json;
      const draft: Draft = tells ? into : Object.create(null);
      const differences = shared.read(rest, draft) + (own === id ? 0 : 1);
      const others = tells ? [] : Object.keys(draft).filter((name) => draft[name] !== into[name]);
      return differences + others.length;
    },
  };
}

function conditionOf({ condition }: Walk): Pick<Parameter, "condition"> {
  return condition === undefined ? {} : { condition };
}

function rangeTemplate(range: Range, walk: Walk): Template {
  switch (range.search) {
    case "choice":
    case "ordered":
      return choiceTemplate(range, walk);
    case "optional":
      return optionalTemplate(range, walk);
    case "simplex":
      return simplexTemplate(range, walk);
    case "repeat":
      // Only lists have room for it, and these take it themselves.
      return { fill: () => ABSENT, read: () => 1 };
    default:
      return numberTemplate(range, walk);
  }
}

function numberTemplate(range: NumberRange, walk: Walk): Template {
  const { name } = walk;
  const domain = domainOf(range);
  walk.add({ name, domain, ...conditionOf(walk) }, range);
  return {
    fill: (point) => point[name],
    read: (value, into) => {
      if (typeof value !== "number" || !Number.isFinite(value)) return 1;
      into[name] = nearestValue(value, domain);
      return into[name] === value ? 0 : 1;
    },
  };
}

function choiceTemplate({ search, of }: ChoiceRange | OrderedRange, walk: Walk): Template {
  const { name } = walk;
  const labels = labelsOf(of);
  const range = { search, of } as ChoiceRange;
  walk.add(
    { name, domain: { kind: "choice", labels, ordered: search === "ordered" }, ...conditionOf(walk) },
    range,
  );
  const options = of.map((option, index) =>
    templateAt(option, {
      ...walk,
      name: `${name}[${labels[index]}]`,
      condition: { parameter: name, values: [index] },
    }),
  );
  return {
    fill: (point) => options[point[name]].fill(point),
    read: (value, into) => {
      const drafts = options.map((option, index) => {
        const draft: Draft = Object.create(null);
        // An option of another kind differs in more than its numbers.
        const isOther = kindOf(of[index]) !== kindOf(value);
        return { index, draft, differences: option.read(value, draft) + (isOther ? 100 : 0) };
      });
      const best = drafts.reduce((least, one) => (one.differences < least.differences ? one : least));
      if (best.differences >= 100) return 1;
      into[name] = best.index;
      Object.assign(into, best.draft);
      return best.differences;
    },
  };
}

function kindOf(value: unknown): string {
  if (isRange(value)) return isNumberRange(value) ? "number" : value.search;
  if (typeof value !== "object" || value === null)
    return typeof value === "number" ? "number" : String(value);
  return String((value as { kind?: unknown }).kind ?? "object");
}

/** A name for each choice: itself where it is a text or a number, its kind or id, or its place. */
function labelsOf(of: readonly unknown[]): string[] {
  const labels = of.map((option, index) => {
    if (isRange(option)) return rangeWords(option);
    if (typeof option !== "object" || option === null) return String(option);
    const { id, kind } = option as { id?: unknown; kind?: unknown };
    const name = typeof kind === "string" ? kind : typeof id === "string" ? id : undefined;
    return name ?? (Array.isArray(option) ? canonicalJson(option) : `option ${index + 1}`);
  });
  return labels.map((label, index) =>
    labels.indexOf(label) === index && labels.lastIndexOf(label) === index ? label : `${label} ${index + 1}`,
  );
}

function optionalTemplate({ value }: OptionalRange, walk: Walk): Template {
  const { name } = walk;
  const domain: Domain = { kind: "choice", labels: ["absent", "present"], ordered: false };
  walk.add({ name, domain, ...conditionOf(walk) }, { search: "optional", value });
  const inner = templateAt(value, { ...walk, condition: { parameter: name, values: [1] } });
  return {
    fill: (point) => (point[name] === 1 ? inner.fill(point) : ABSENT),
    read: (other, into) => {
      into[name] = other === undefined ? 0 : 1;
      return other === undefined ? 0 : inner.read(other, into);
    },
  };
}

function simplexTemplate(range: SimplexRange, walk: Walk): Template {
  const { of, total = 1 } = range;
  const keys = typeof of === "number" ? Array.from({ length: of }, (_, index) => String(index + 1)) : of;
  const names = keys.slice(0, -1).map((key) => below(walk, key).name);
  for (const name of names)
    walk.add(
      { name, domain: { kind: "number", low: 0, high: 1, scale: "linear" }, ...conditionOf(walk) },
      range,
    );
  return {
    fill: (point) => {
      const shares = simplexShares(names.map((name) => point[name])).map((share) => share * total);
      return typeof of === "number"
        ? shares
        : Object.fromEntries(keys.map((key, index) => [key, shares[index]]));
    },
    read: (value, into) => {
      const list = Array.isArray(value) ? value : keys.map((key) => (value as Json | undefined)?.[key]);
      if (list.length !== keys.length || !list.every((share) => typeof share === "number")) return 1;
      simplexUnits(list.map((share) => share / total)).forEach((unit, index) => {
        into[names[index]] = unit;
      });
      return 0;
    },
  };
}
