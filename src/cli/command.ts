import type { Command } from "commander";
import type { Actions } from "../actions/contract.ts";
import type { JobContext } from "../lab/job-context.ts";
import type { Output } from "./output.ts";

/** The actions, each loaded when its command runs, so that `--help` starts fast. */
export type ActionLoaders = { readonly [Name in keyof Actions]: () => Promise<Actions[Name]> };

/** A command's result in both forms: the JSON document, and the text for people. */
export interface CommandResult {
  readonly document: unknown;
  readonly text: string;
  /** The exit code of a command that did its work; 0 by default, 3 for a check that did not hold. */
  readonly exitCode?: 0 | 3;
}

/** Runs a command's work with its output and interrupts watched, and prints what it returns or throws. */
export type RunJob = (
  work: (context: JobContext, colors: Output["colors"]) => Promise<CommandResult>,
) => Promise<void>;

/** What a command needs in order to add itself to the program. */
export interface CommandContext {
  readonly actions: ActionLoaders;
  readonly job: RunJob;
}

/** Adds one command to the program. */
export type CommandRegistration = (program: Command, context: CommandContext) => void;
