import type { OptionDeclaration } from "../../actions/verb.ts";
import type { CommandOfVerb } from "../command.ts";

/** The shells that completion is written for. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

/** A shell that completion is written for. */
export type Shell = (typeof SHELLS)[number];

/** The things that complete a value: a path, a stored run, one of some words, or nothing that is known. */
export type Completed = "path" | "run" | "nothing" | readonly string[];

/** A flag as a shell completes it. */
export interface CompletedFlag {
  /** Such as "-t" and "--target". */
  readonly names: readonly string[];
  readonly help: string;
  /** The thing that the flag takes; undefined where it takes none. */
  readonly value?: Completed;
}

/** A command as a shell completes it. */
export interface CompletedCommand {
  /** The command behind its group, where it has one: "runs", "list". */
  readonly words: readonly string[];
  readonly summary: string;
  readonly flags: readonly CompletedFlag[];
  readonly argument: Completed;
}

/** The flags that every command knows. */
const COMMON: readonly CompletedFlag[] = [
  { names: ["--json"], help: "print one JSON document on stdout and nothing else there" },
  { names: ["-q", "--quiet"], help: "show no progress" },
  { names: ["-v", "--verbose"], help: "print everything that was found and tried" },
  { names: ["--no-color"], help: "print without colour" },
  { names: ["-h", "--help"], help: "display help for command" },
];

/** All that a shell needs to know of a command, from its declaration. */
export function completedCommand({ words, summary, options }: CommandOfVerb): CompletedCommand {
  const declarations = Object.values(options);
  const argument = declarations.find((declaration) => declaration.argument !== undefined);
  return {
    words: words.split(" "),
    summary,
    flags: [...declarations.flatMap(flagsOf), ...COMMON],
    argument: argument === undefined ? "nothing" : completed(argument.argument!, argument.choices),
  };
}

function flagsOf({
  flag,
  help,
  choices,
  negation,
  items = [],
}: OptionDeclaration<unknown>): readonly CompletedFlag[] {
  return [
    ...(flag === undefined ? [] : [flagOf(flag, help, choices)]),
    ...(negation === undefined ? [] : [flagOf(negation.flag, negation.help)]),
    ...items.map((item) => flagOf(item.flag, item.help)),
  ];
}

function flagOf(flag: string, help: string, choices?: readonly string[]): CompletedFlag {
  const names = flag.match(/(?<=^|\s)--?[a-zA-Z][\w-]*/g) ?? [];
  const value = /[<[].+[>\]]/.exec(flag)?.[0];
  return { names, help, ...(value === undefined ? {} : { value: completed(value, choices) }) };
}

/** Which things a placeholder such as "<folder>" stands for. */
function completed(placeholder: string, choices?: readonly string[]): Completed {
  if (choices !== undefined) return choices;
  const word = placeholder.replace(/[^a-z]/g, "");
  if (word === "run" || word === "runs") return "run";
  return ["file", "folder", "data", "model", "recipe", "subject"].includes(word) ? "path" : "nothing";
}
