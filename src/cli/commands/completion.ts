import type { CommandOfVerb } from "../command.ts";
import { completedCommand, SHELLS, type Shell } from "../completion/completed-command.ts";

/**
 * `trainwell completion SHELL`: what completes commands, flags, their words and stored runs in a shell. It is
 * about the command line itself, and so no verb of the product.
 *
 * @param commands all commands, asked for when the script is made.
 */
export function completionCommand(commands: () => readonly CommandOfVerb[]): CommandOfVerb {
  return {
    name: "completion",
    words: "completion",
    summary: "print what completes commands, flags and runs in bash, zsh or fish",
    options: { shell: { argument: "<shell>", help: "the shell that is to complete", choices: SHELLS } },
    work: (given) => async () => {
      const script = await scriptOf(given.shell as Shell, commands());
      return { document: { shell: given.shell, script }, text: script };
    },
  };
}

async function scriptOf(shell: Shell, commands: readonly CommandOfVerb[]): Promise<string> {
  const completed = commands.map(completedCommand);
  if (shell === "bash") return (await import("../completion/bash-script.ts")).bashScript(completed);
  if (shell === "zsh") return (await import("../completion/zsh-script.ts")).zshScript(completed);
  return (await import("../completion/fish-script.ts")).fishScript(completed);
}
