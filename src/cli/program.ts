import { Command, CommanderError, Help, type Option } from "commander";
import { TrainwellError } from "../base/errors.ts";
import type { ActionLoaders, CommandRegistration, RunJob } from "./command.ts";
import { registerDiagnose } from "./commands/diagnose.ts";
import { registerExamine } from "./commands/examine.ts";
import { registerExplain } from "./commands/explain.ts";
import { registerFit } from "./commands/fit.ts";
import { registerGradcheck } from "./commands/gradcheck.ts";
import { registerImprove } from "./commands/improve.ts";
import { registerInspect } from "./commands/inspect.ts";
import { registerPredict } from "./commands/predict.ts";
import { registerRecipe } from "./commands/recipe.ts";
import { registerSchedule } from "./commands/schedule.ts";
import { registerSummary } from "./commands/summary.ts";
import { watchInterrupts } from "./interrupt.ts";
import { createOutput, type Output, type OutputStream } from "./output.ts";

/** The commands, in the order that --help lists them. */
const COMMANDS: readonly CommandRegistration[] = [
  registerImprove,
  registerInspect,
  registerFit,
  registerDiagnose,
  registerPredict,
  registerExamine,
  registerGradcheck,
  registerSummary,
  registerSchedule,
  registerExplain,
  registerRecipe,
];

/** What the command line is run with. */
export interface ProgramOptions {
  readonly actions: ActionLoaders;
  readonly version: string;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Runs one command line.
 *
 * @param argv the arguments after the program's name.
 * @returns the exit code: 0 done, 1 the work or its surroundings failed, 2 wrong call or wrong input, 3 a check did
 *   not hold, 130 interrupted.
 */
export async function runProgram(argv: readonly string[], options: ProgramOptions): Promise<number> {
  let exitCode = 0;
  const output = outputFor(argv, options);
  const program = createProgram(options, async (work) => {
    exitCode = await runJob(work, output);
  });
  try {
    await program.parseAsync([...argv], { from: "user" });
    return exitCode;
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) return output.failure(thrown);
    return thrown.exitCode === 0 ? 0 : output.failure(usageError(thrown));
  }
}

/**
 * The output must exist before the arguments are parsed, because a wrong one is reported through it, so its
 * switches are read by themselves.
 */
function outputFor(argv: readonly string[], options: ProgramOptions): Output {
  const end = argv.indexOf("--");
  const switches = end < 0 ? argv : argv.slice(0, end);
  const has = (...names: string[]) => names.some((name) => switches.includes(name));
  return createOutput({
    json: has("--json"),
    quiet: has("-q", "--quiet"),
    color: !has("--no-color"),
    stdout: options.stdout,
    stderr: options.stderr,
    environment: options.environment,
  });
}

/**
 * The command line as declared: all commands with their arguments, options and help.
 *
 * @param job runs the work of the command that is called.
 */
export function createProgram(options: ProgramOptions, job: RunJob): Command {
  const program = new Command("trainwell")
    .description("Trains a neural network, says what is wrong with it, treats it, and proves that it helped.")
    .version(options.version, "-V, --version")
    .option("--json", "print one JSON document on stdout and nothing else there")
    .option("-q, --quiet", "show no progress")
    .option("--no-color", "print without colour (NO_COLOR and FORCE_COLOR are respected too)")
    .configureHelp({ showGlobalOptions: true, optionDescription: describeOption })
    .addHelpText("after", EXIT_CODE_HELP)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void options.stdout.write(text),
      writeErr: (text) => void options.stderr.write(text),
      // Errors are thrown (exitOverride) and printed in one place, as text or as JSON.
      outputError: () => {},
    });
  for (const register of COMMANDS) register(program, { actions: options.actions, job });
  return program;
}

/** A description without the default of a repeatable option, an empty list, which says nothing. */
function describeOption(option: Option): string {
  const isEmpty = Array.isArray(option.defaultValue) && option.defaultValue.length === 0;
  return isEmpty ? option.description : new Help().optionDescription(option);
}

const EXIT_CODE_HELP = `
Start with:  trainwell improve data.csv --target COLUMN

Exit codes:  0 done, 1 the work or its surroundings failed, 2 wrong call or wrong input,
             3 a check did not hold, 130 interrupted (a checkpoint is written)`;

async function runJob(work: Parameters<RunJob>[0], output: Output): Promise<number> {
  const watch = watchInterrupts({
    onFirst: () => output.note("Stopping at the next safe point; press Ctrl-C again to stop at once."),
    onSecond: () => output.end(),
  });
  try {
    const {
      document,
      text,
      exitCode = 0,
    } = await work({ progress: output.progress, signal: watch.signal }, output.colors);
    output.result(document, text);
    return exitCode;
  } catch (thrown) {
    return output.failure(thrown);
  } finally {
    watch.stop();
    output.end();
  }
}

/** Commander's message is "error: what.\n(Did you mean …?)"; the second line is the way out. */
function usageError(error: CommanderError): TrainwellError {
  if (error.code === "commander.help") return noCommand();
  const [first, ...rest] = error.message.replace(/^error: /, "").split("\n");
  const suggestion = rest
    .join(" ")
    .trim()
    .replace(/^\((.*)\)$/, "$1");
  const message = `${first.charAt(0).toUpperCase()}${first.slice(1)}${/[.?!]$/.test(first) ? "" : "."}`;
  return new TrainwellError({
    kind: "usage",
    code: error.code
      .replace("commander.", "usage-")
      .replace(/([a-z])([A-Z])/g, "$1-$2")
      .toLowerCase(),
    message,
    hint: suggestion === "" ? "See trainwell --help, or --help after a command." : suggestion,
  });
}

function noCommand(): TrainwellError {
  return new TrainwellError({
    kind: "usage",
    code: "usage-no-command",
    message: "Expected a command, received none.",
    hint: "Start with: trainwell improve data.csv --target COLUMN",
  });
}
