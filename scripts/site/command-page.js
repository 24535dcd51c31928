// The reference of the command line, from the program's own declarations.
import { table } from "./markdown.js";

/**
 * @param {import("commander").Command} program
 * @returns {string} markdown
 */
export function commandMarkdown(program) {
  const called = program.commands.flatMap((command) =>
    command.commands.length === 0 ? [command] : command.commands,
  );
  return [
    "# Command line",
    program.description(),
    table(
      ["command", "does"],
      called.map((command) => [
        `[\`${usage(command)}\`](#${fullName(command).replaceAll(" ", "-")})`,
        command.description(),
      ]),
    ),
    "Every command knows these options too:",
    optionTable(program.options),
    EXIT_CODES,
    ...called.map(commandSection),
  ].join("\n\n");
}

const EXIT_CODES =
  "Exit codes: 0 done; 1 the work or its surroundings failed; 2 wrong call or wrong input; 3 a check did " +
  "not hold; 130 interrupted.";

function commandSection(command) {
  const withText = command.registeredArguments.filter(({ description }) => description !== "");
  return [
    `## ${fullName(command)}`,
    sentence(command.description()),
    `\`\`\`sh\n${usage(command)} [options]\n\`\`\``,
    ...withText.map((argument) => `- \`${argument.name()}\`: ${argument.description}`),
    optionTable(command.options),
  ].join("\n\n");
}

function usage(command) {
  const names = command.registeredArguments.map((argument) => {
    const name = argument.variadic ? `${argument.name()}...` : argument.name();
    return argument.required ? `<${name}>` : `[${name}]`;
  });
  return [fullName(command), ...names].join(" ");
}

/** The program's name, that of the command's group where it has one, and its own. */
function fullName(command) {
  return command.parent ? `${fullName(command.parent)} ${command.name()}` : command.name();
}

function optionTable(options) {
  const rows = options
    .filter(({ hidden }) => !hidden)
    .map((option) => [`\`${option.flags}\``, optionText(option)]);
  return table(["option", "does"], rows);
}

function optionText({ description, argChoices, defaultValue, negate }) {
  const choices = argChoices ? [`one of ${argChoices.map((choice) => `\`${choice}\``).join(", ")}`] : [];
  const isTold =
    defaultValue !== undefined && !negate && !(Array.isArray(defaultValue) && defaultValue.length === 0);
  const initial = isTold ? [`by default \`${defaultValue}\``] : [];
  return [description, ...choices, ...initial].join("; ");
}

function sentence(text) {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
