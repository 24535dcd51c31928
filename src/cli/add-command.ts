import { Argument, type Command, InvalidArgumentError, Option } from "commander";
import type { ItemFlag, OptionDeclaration } from "../actions/verb.ts";
import { TrainwellError } from "../base/errors.ts";
import type { CommandOfVerb } from "./command.ts";

type Declaration = OptionDeclaration<unknown>;

/** The groups of commands, with what help says of them. */
const GROUPS: Readonly<Record<string, string>> = {
  runs: "list, show and remove the runs that are stored",
  study:
    "list the stored studies, or show one: trainwell study NAME; and compare, change, copy and exchange them",
};

/** Adds a verb to the program: its argument, its flags and its help, all as it declares them. */
export function addCommand(
  program: Command,
  verb: CommandOfVerb,
  run: (given: Readonly<Record<string, unknown>>) => Promise<void>,
): void {
  const [name, group] = verb.words.split(" ").reverse();
  const { isDefault = false } = verb;
  const command = groupOf(program, group).command(verb.isForPrograms ? forPrograms(name) : name, {
    isDefault,
  });
  command.description(verb.summary);
  if (verb.isForPrograms) asForPrograms(command, { group: groupOf(program, group), name });
  const declarations = Object.entries(verb.options);
  for (const [, declaration] of declarations) declare(command, declaration);
  command.action(() => {
    const given = declarations.map(([name, declaration]) => [name, toldValue(command, declaration)] as const);
    return run(Object.fromEntries(given.filter(([, value]) => value !== undefined)));
  });
}

/** The name of the command that is meant by a name that is followed by -- and a program. */
export function forPrograms(name: string): string {
  return `${name}-command`;
}

/** Has a command's help show the name that people call it by, and its twin's that a program may follow. */
function asForPrograms(command: Command, { group, name }: { group: Command; name: string }): void {
  const twin = group.commands.find((other) => other.name() === name);
  const call = `trainwell ${name}`;
  const commandUsage = () => `${call} [options] -- <program> [arguments...]`;
  command.configureHelp({ ...command.configureHelp(), commandUsage });
  twin?.addHelpText(
    "after",
    `\nAny program:  ${call} [options] -- <program> [arguments...]\n` +
      `              ${call} --help -- lists the options for it`,
  );
}

/** The group of commands of a name, made when the first of them is added. */
function groupOf(program: Command, name: string | undefined): Command {
  if (name === undefined) return program;
  const group = program.commands.find((command) => command.name() === name);
  return group ?? program.command(name).description(GROUPS[name]);
}

function declare(command: Command, declaration: Declaration): void {
  const { argument, flag, help, negation } = declaration;
  if (argument !== undefined) command.addArgument(reading(new Argument(argument, help), declaration));
  if (flag !== undefined) command.addOption(optionOf(declaration, flag));
  if (negation !== undefined) command.addOption(new Option(negation.flag, negation.help));
  for (const item of declaration.items ?? []) command.addOption(itemOption(item));
}

function optionOf(declaration: Declaration, flag: string): Option {
  const option = new Option(flag, declaration.help).makeOptionMandatory(!("default" in declaration));
  return reading(option, declaration);
}

/** Has an argument or a flag take, read and default to what its declaration says. */
function reading<T extends Argument | Option>(taker: T, declaration: Declaration): T {
  const { default: standard, choices, read } = declaration;
  if (choices !== undefined) taker.choices(choices);
  if (read !== undefined) taker.argParser(reader(declaration));
  taker.default(isTelling(standard) ? standard : undefined);
  return taker;
}

/** Whether a default says something in help; the others are filled in when the verb is called. */
function isTelling(standard: unknown): boolean {
  return typeof standard === "string" || typeof standard === "number";
}

function reader(declaration: Declaration): (text: string, previous: unknown) => unknown {
  return (text, previous) => asArgumentError(() => declaration.read!(text, previous ?? declaration.default));
}

function itemOption(item: ItemFlag<unknown>): Option {
  return new Option(item.flag, item.help).argParser((text) => asArgumentError(() => item.item(text)));
}

/** Commander names the flag in front of an error of its own. */
function asArgumentError<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof TrainwellError) throw new InvalidArgumentError(error.message);
    throw error;
  }
}

/** The value that the command line gives an option; undefined where it gives none. */
function toldValue(command: Command, declaration: Declaration): unknown {
  // Of an argument that may be repeated and is left out, Commander says an empty list.
  if (declaration.argument !== undefined)
    return command.args.length === 0 ? undefined : command.processedArgs[0];
  const own = declaration.flag === undefined ? undefined : flagValue(command, declaration.flag);
  const items = (declaration.items ?? []).flatMap((item) => itemValue(command, item));
  if (items.length === 0) return own;
  return [...items, ...((own ?? declaration.default) as readonly unknown[])];
}

function flagValue(command: Command, flag: string): unknown {
  return command.opts()[new Option(flag).attributeName()];
}

/** Commander reads no text for a flag that takes none and says `true`. */
function itemValue(command: Command, item: ItemFlag<unknown>): unknown[] {
  const value = flagValue(command, item.flag);
  if (value === undefined) return [];
  return [value === true ? item.item("") : value];
}
