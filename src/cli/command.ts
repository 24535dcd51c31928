import type { AnyOptions, Verb } from "../actions/verb.ts";
import { withDefaults } from "../actions/verb.ts";
import type { JobContext } from "../lab/job-context.ts";
import type { Output, Page } from "./output.ts";

/** A command's result in both forms: the JSON document, and the text for people. */
export interface CommandResult {
  readonly document: unknown;
  readonly text: string;
  /** The exit code of a command that did its work; 0 by default, 3 for a check that did not hold. */
  readonly exitCode?: 0 | 3;
}

/** Runs a command's work with its output and interrupts watched, and prints what it returns or throws. */
export type RunJob = (
  work: (context: JobContext, colors: Output["colors"], page: Page) => Promise<CommandResult>,
) => Promise<void>;

/** Loads a verb's implementation when its command runs. */
export type LoadVerb = <Options, Result, Required extends keyof Options>(
  verb: Verb<Options, Result, Required>,
) => ReturnType<Verb<Options, Result, Required>["load"]>;

/** The document is the result itself unless told otherwise. */
type Rendered = Omit<CommandResult, "document"> & { document?: unknown };

/**
 * How the result of a verb is printed. What needs more than this folder is imported when it is called, since
 * each command is listed before one is chosen.
 */
export interface Rendering<Options, Result> {
  /** How the command is called, where not by the verb's name: "runs list" is `list` of the group `runs`. */
  readonly words?: string;
  /**
   * Whether it is meant where the words are followed by -- and a program; the words alone are those of
   * another command.
   */
  readonly isForPrograms?: boolean;
  /** Values that hold on the command line where a flag is not given, in place of the verb's defaults. */
  readonly defaults?: Partial<Options>;
  render(result: Result, colors: Output["colors"], page: Page): Rendered | Promise<Rendered>;
  /** Throws where options do not go together, before anything is loaded. */
  check?(options: Options): void;
}

/** A verb as the command line offers it: its declaration, and its work on options read from flags. */
export interface CommandOfVerb {
  /** The verb's. */
  readonly name: string;
  /** The command's own name, behind that of its group where it has one. */
  readonly words: string;
  /** Whether it is the one of these words that is followed by -- and a program. */
  readonly isForPrograms?: boolean;
  readonly summary: string;
  readonly options: AnyOptions;
  /** Whether it is meant where its group is called by something else: `study NAME` for `study show NAME`. */
  readonly isDefault?: boolean;
  work(given: Readonly<Record<string, unknown>>, load: LoadVerb): Parameters<RunJob>[0];
}

/** Offers a verb on the command line, its result printed by `rendering`. */
export function commandOf<Options, Result, Required extends keyof Options>(
  verb: Verb<Options, Result, Required>,
  rendering: Rendering<Options, Result>,
): CommandOfVerb {
  const { name, summary } = verb;
  return {
    name,
    words: rendering.words ?? name,
    isForPrograms: rendering.isForPrograms ?? false,
    summary,
    options: verb.options as AnyOptions,
    work: (given, load) => async (context, colors, page) => {
      // Each value was read as its own declaration says.
      const options = withDefaults(verb.options, { ...rendering.defaults, ...given, ...context } as never);
      rendering.check?.(options);
      const action = await load(verb);
      const result = await action(options);
      return { document: result, ...(await rendering.render(result, colors, page)) };
    },
  };
}
