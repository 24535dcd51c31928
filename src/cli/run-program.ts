import { Command, CommanderError } from "commander";
import { TrainwellError } from "../base/errors.ts";
import type { ProgressListener } from "../run/progress.ts";
import { addCommand, forPrograms } from "./add-command.ts";
import type { CommandOfVerb, LoadVerb, RunJob } from "./command.ts";
import { changeStudyCommand } from "./commands/change-study.ts";
import { compareCommand } from "./commands/compare.ts";
import { compareStudiesCommand } from "./commands/compare-studies.ts";
import { completionCommand } from "./commands/completion.ts";
import { copyStudyCommand } from "./commands/copy-study.ts";
import { diagnoseCommand } from "./commands/diagnose.ts";
import { examineCommand } from "./commands/examine.ts";
import { explainCommand } from "./commands/explain.ts";
import { exportStudyCommand } from "./commands/export-study.ts";
import { fitCommand } from "./commands/fit.ts";
import { gradcheckCommand } from "./commands/gradcheck.ts";
import { importStudyCommand } from "./commands/import-study.ts";
import { improveCommand } from "./commands/improve.ts";
import { inspectCommand } from "./commands/inspect.ts";
import { listRunsCommand } from "./commands/list-runs.ts";
import { listStudiesCommand } from "./commands/list-studies.ts";
import { nurseCommand } from "./commands/nurse.ts";
import { predictCommand } from "./commands/predict.ts";
import { recipeCommand } from "./commands/recipe.ts";
import { removeRunsCommand } from "./commands/remove-runs.ts";
import { removeStudiesCommand } from "./commands/remove-studies.ts";
import { scheduleCommand } from "./commands/schedule.ts";
import { showRunCommand } from "./commands/show-run.ts";
import { showStudyCommand } from "./commands/show-study.ts";
import { summaryCommand } from "./commands/summary.ts";
import { tuneCommand } from "./commands/tune.ts";
import { tuneCommandCommand } from "./commands/tune-command.ts";
import { workerCommand } from "./commands/worker.ts";
import { joinedByWords } from "./completion/joined-commands.ts";
import { watchInterrupts } from "./interrupt.ts";
import { createOutput, type Output, type OutputStream } from "./output.ts";

/** The commands, in the order that --help lists them. */
export const COMMANDS: readonly CommandOfVerb[] = [
  improveCommand,
  tuneCommand,
  tuneCommandCommand,
  workerCommand,
  inspectCommand,
  fitCommand,
  nurseCommand,
  compareCommand,
  diagnoseCommand,
  predictCommand,
  examineCommand,
  gradcheckCommand,
  summaryCommand,
  scheduleCommand,
  explainCommand,
  recipeCommand,
  listRunsCommand,
  showRunCommand,
  removeRunsCommand,
  showStudyCommand,
  listStudiesCommand,
  compareStudiesCommand,
  changeStudyCommand,
  copyStudyCommand,
  removeStudiesCommand,
  exportStudyCommand,
  importStudyCommand,
  completionCommand(() => joinedByWords(COMMANDS)),
];

/** The surroundings of the command line: its version, its streams, and how verbs are loaded. */
export interface ProgramOptions {
  /** Loads the implementation of a verb; its own `load` where left out. */
  readonly load?: LoadVerb;
  readonly version: string;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Runs one command line.
 *
 * @param argv the arguments after the program's name.
 * @returns the exit code: 0 done, 1 the work or its surroundings failed, 2 wrong call or wrong input, 3 a
 *   check did not hold, 130 interrupted.
 */
export async function runProgram(argv: readonly string[], options: ProgramOptions): Promise<number> {
  let exitCode = 0;
  const output = outputFor(argv, options);
  const program = createProgram(options, async (work) => {
    exitCode = await runJob(work, output);
  });
  try {
    await program.parseAsync(withProgram(argv), { from: "user" });
    return exitCode;
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) return output.failure(thrown);
    return thrown.exitCode === 0 ? 0 : output.failure(usageError(thrown, argv));
  }
}

/** The arguments, with the command's other name where -- and a program follow and it has one for that. */
function withProgram(argv: readonly string[]): string[] {
  const at = argv.findIndex((word) => !word.startsWith("-"));
  const end = argv.indexOf("--");
  const isMeant = COMMANDS.some(({ words, isForPrograms }) => isForPrograms && words === argv[at]);
  return isMeant && at < end ? argv.with(at, forPrograms(argv[at])) : [...argv];
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
    verbose: has("-v", "--verbose"),
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
    .description(
      "Trains a neural network, says what is wrong with it, treats it, and proves that it " + "helped.",
    )
    .version(options.version, "-V, --version")
    .option("--json", "print one JSON document on stdout and nothing else there")
    .option("-q, --quiet", "show no progress")
    .option("-v, --verbose", "print everything that was found and tried, and how it was judged")
    .option("--no-color", "print without colour (NO_COLOR and FORCE_COLOR are respected too)")
    .configureHelp({ showGlobalOptions: true })
    .addHelpText("after", EXIT_CODE_HELP)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void options.stdout.write(text),
      writeErr: (text) => void options.stderr.write(text),
      // Errors are thrown (exitOverride) and printed in one place, as text or as JSON.
      outputError: () => {},
    });
  const load: LoadVerb = options.load ?? ((verb) => verb.load());
  for (const command of COMMANDS) addCommand(program, command, (given) => job(command.work(given, load)));
  return program;
}

const EXIT_CODE_HELP = `
Start with:  trainwell improve data.csv --target COLUMN

Exit codes:  0 done, 1 the work or its surroundings failed, 2 wrong call or wrong input,
             3 a check did not hold, 130 interrupted (a checkpoint is written)`;

async function runJob(work: Parameters<RunJob>[0], output: Output): Promise<number> {
  const watch = watchInterrupts({
    onFirst: () => output.note("Stopping at the next safe point; press Ctrl-C again to stop at once."),
  });
  // Once it stops, a live line would be left behind by a second Ctrl-C.
  const progress: ProgressListener = (event) => watch.signal.aborted || output.progress(event);
  try {
    const context = { progress, signal: watch.signal };
    const { document, text, exitCode = 0 } = await work(context, output.colors, output.page);
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
function usageError(error: CommanderError, argv: readonly string[]): TrainwellError {
  if (error.code === "commander.help") return noCommand(argv);
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
    hint: suggestion === "" ? `See trainwell ${helpOf(argv)}.` : suggestion,
  });
}

/** The help that says more: of the command that was called, where one was. */
function helpOf(argv: readonly string[]): string {
  const words = argv.filter((word) => !word.startsWith("-"));
  const called = COMMANDS.find(({ words: own }) => own === words.slice(0, own.split(" ").length).join(" "));
  return called === undefined ? "--help" : `${called.words} --help`;
}

/** No command was given, or of a group none of its own. */
function noCommand([group]: readonly string[]): TrainwellError {
  const own = COMMANDS.filter(({ words }) => group !== undefined && words.startsWith(`${group} `));
  return new TrainwellError({
    kind: "usage",
    code: "usage-no-command",
    message:
      own.length === 0
        ? "Expected a command, received none."
        : `Expected one of ${own.map(({ words }) => words).join(", ")}, received "${group}" alone.`,
    hint:
      own.length === 0
        ? "Start with: trainwell improve data.csv --target COLUMN"
        : `For example: trainwell ${own[0].words}`,
  });
}
