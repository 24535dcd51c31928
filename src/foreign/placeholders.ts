import { nearest, TrainwellError } from "../base/errors.ts";

/** The parameters of another program by name: numbers, texts, and whatever JSON says. */
export type ForeignParameters = Readonly<Record<string, unknown>>;

const PLACEHOLDER = /\{([^{}]*)\}/g;

/** A name as people write it; anything else in braces belongs to the argument, such as JSON. */
const NAME = /^[\p{L}_][\p{L}\p{N}_.-]*$/u;

/**
 * Refuses a command with a placeholder that names no parameter, before anything runs.
 *
 * @throws TrainwellError `placeholder-unknown`, of kind `input`.
 */
export function checkPlaceholders(command: readonly string[], known: readonly string[]): void {
  for (const argument of command)
    for (const [, name] of argument.matchAll(PLACEHOLDER)) {
      if (known.includes(name) || !NAME.test(name)) continue;
      const meant = nearest(name, known);
      throw new TrainwellError({
        kind: "input",
        code: "placeholder-unknown",
        message:
          `The command names {${name}}, and the space has no such parameter; it has ` +
          `${known.join(", ")}.`,
        details: { placeholder: name, known },
        ...(meant === undefined ? {} : { hint: `Did you mean {${meant}}?` }),
      });
    }
}

/**
 * The command with the values of parameters in place of `{name}`. Values are never read again, so that one
 * that looks like a placeholder stays as it is. An argument that names a parameter which is not there at this
 * point is left out, and so is the flag before it where the argument is nothing else.
 *
 * @param known the names of all parameters, also of those that are not there.
 * @example
 * fillPlaceholders(["train", "--lr", "{lr}"], { parameters: { lr: 0.1 }, known: ["lr"] });
 */
export function fillPlaceholders(
  command: readonly string[],
  { parameters, known }: { parameters: ForeignParameters; known: readonly string[] },
): string[] {
  const filled: string[] = [];
  for (const [index, argument] of command.entries()) {
    let isAbsent = false;
    const text = argument.replace(PLACEHOLDER, (whole, name: string) => {
      if (!known.includes(name)) return whole;
      if (Object.hasOwn(parameters, name)) return valueText(parameters[name]);
      isAbsent = true;
      return "";
    });
    const before = command[index - 1];
    if (!isAbsent) filled.push(text);
    else if (/^\{[^{}]*\}$/.test(argument) && index > 1 && /^--?[^=\d]+$/.test(before)) filled.pop();
  }
  return filled;
}

/** A parameter's value as a program's argument: texts and numbers as they are, the rest as JSON. */
export function valueText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
