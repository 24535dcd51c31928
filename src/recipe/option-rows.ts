import type { Limits, OptionDescription, ValueDescription } from "../base/describe-options.ts";
import { innerOptions } from "./recipe-reference.ts";

/** An option in words, as tables show it; what there is nothing to say of is empty. */
export interface OptionRow {
  /** Of options within options with dots between. */
  readonly name: string;
  readonly type: string;
  /** "required" where there is none and none can be left out. */
  readonly default: string;
  /** The hard limits: "≥ 0, < 1". */
  readonly limits: string;
  /** Where to search: "0.0001 to 0.01, log". Marked with a star where it often pays. */
  readonly search: string;
  readonly unit: string;
  readonly help: string;
}

/** Options in words, those of their objects after them. */
export function optionRows(options: readonly OptionDescription[], above = ""): OptionRow[] {
  return options.flatMap((option) => [
    optionRow(option, `${above}${option.name}`),
    ...optionRows(isNamed(option) ? [] : innerOptions(option), `${above}${option.name}.`),
  ]);
}

/** Whether its type has a name of its own, under which its parts are described. */
function isNamed({ facts }: OptionDescription): boolean {
  return facts?.type !== undefined;
}

/** One option in words. */
export function optionRow(option: OptionDescription, name: string = option.name): OptionRow {
  return {
    name,
    type: option.type,
    default: defaultWords(option),
    limits: [limitWords(option.limits), lengthWords(option)].filter((words) => words !== "").join(", "),
    search: searchWords(option),
    unit: option.facts?.unit ?? "",
    help: option.facts?.help ?? "",
  };
}

function defaultWords(option: ValueDescription): string {
  if (typeof option.default === "number") return numberWords(option.default);
  if (option.default !== undefined) return JSON.stringify(option.default);
  return option.required ? "required" : "";
}

/** Hard limits in signs: "≥ 0, < 1". */
export function limitWords(limits: Limits | undefined): string {
  if (limits === undefined) return "";
  const { minimum, maximum, minimumExcluded = false, maximumExcluded = false } = limits;
  const low = minimum === undefined ? [] : [`${minimumExcluded ? ">" : "≥"} ${numberWords(minimum)}`];
  const high = maximum === undefined ? [] : [`${maximumExcluded ? "<" : "≤"} ${numberWords(maximum)}`];
  return [...low, ...high].join(", ");
}

function lengthWords({ lengths, type }: ValueDescription): string {
  const least = lengths?.minimum;
  if (least === undefined) return "";
  if (!type.startsWith("list")) return "not empty";
  return `at least ${least} item${least === 1 ? "" : "s"}`;
}

const SCALE_WORDS = {
  linear: "",
  log: ", log",
  oneMinusLog: ", log of 1 − x",
  integer: ", whole",
  choices: "",
};

function searchWords({ facts, choices }: ValueDescription): string {
  if (facts?.scale === undefined) return "";
  const star = facts.tune ? " ★" : "";
  if (facts.range) return `${facts.range.map(numberWords).join(" to ")}${SCALE_WORDS[facts.scale]}${star}`;
  const words = facts.choices ?? choices ?? [];
  return `${words.map((word) => JSON.stringify(word)).join(", ")}${star}`;
}

function numberWords(value: number): string {
  const isSmall = value !== 0 && Math.abs(value) < 0.001;
  return isSmall ? value.toExponential() : String(value);
}
