import type { CommandOfVerb } from "../command.ts";

/** The commands as a shell sees them: one of the same words for programs adds its flags to the other. */
export function joinedByWords(commands: readonly CommandOfVerb[]): CommandOfVerb[] {
  return commands
    .filter(({ isForPrograms }) => !isForPrograms)
    .map((command) => {
      const further = commands.filter(({ words, isForPrograms }) => isForPrograms && words === command.words);
      const options = Object.assign({}, ...further.map((other) => other.options));
      return { ...command, options: { ...options, ...command.options } };
    });
}
