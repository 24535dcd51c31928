import picocolors from "picocolors";
import type { ProgressListener } from "../run/progress.ts";
import { describeFailure } from "./failure.ts";
import { WIDTH } from "./paragraph.ts";
import { printable } from "./printable.ts";
import { ProgressDisplay } from "./progress-display.ts";

/** The part of a Node stream that the command line writes to. */
export interface OutputStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
}

/** The flags that decide how a command speaks. */
export interface OutputOptions {
  /** One JSON document on stdout and nothing else there. */
  readonly json: boolean;
  /** No progress on stderr. */
  readonly quiet: boolean;
  /** Everything that a result has, also what is folded by default. */
  readonly verbose: boolean;
  /** False after --no-color; true leaves the choice to the environment and the stream. */
  readonly color: boolean;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

type Colors = ReturnType<typeof picocolors.createColors>;

/** How a result is laid out as text. */
export interface Page {
  readonly verbose: boolean;
  /** The width of its lines in characters: the terminal's, but no wider than is good to read. */
  readonly width: number;
}

/** A command's two voices: results on stdout, progress and errors on stderr. */
export interface Output {
  readonly progress: ProgressListener;
  /** Colours for stdout: identities where it must stay plain. */
  readonly colors: Colors;
  /** How much a result says, and how wide. */
  readonly page: Page;
  /** Prints the result: `document` as JSON with --json, otherwise `text`. */
  result(document: unknown, text: string): void;
  /** Prints a line on stderr, whatever is being shown there. */
  note(message: string): void;
  /** Prints what went wrong and returns the exit code. */
  failure(thrown: unknown): number;
  /** Gives the terminal back: no live line, the cursor visible. */
  end(): void;
}

/**
 * Whether a stream gets colours. --no-color comes first, then NO_COLOR (any value but the empty one),
 * FORCE_COLOR (any value but "0" and the empty one), TERM=dumb; what is left is whether the stream is a
 * terminal. Each stream is asked for itself, so that stdout in a file stays plain while stderr on the
 * terminal does not.
 */
export function wantsColor(
  options: Pick<OutputOptions, "color" | "environment">,
  stream: OutputStream,
): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = options.environment;
  if (!options.color || NO_COLOR) return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== "") return FORCE_COLOR !== "0" && FORCE_COLOR !== "false";
  return TERM !== "dumb" && stream.isTTY === true;
}

function createDisplay(options: OutputOptions, colors: Colors): ProgressDisplay {
  const { stderr, environment } = options;
  return new ProgressDisplay({
    write: (text) => void stderr.write(text),
    live: stderr.isTTY === true && environment.TERM !== "dumb",
    // A terminal that was not told its width says 0.
    columns: () => stderr.columns || 80,
    rows: () => stderr.rows || Number.POSITIVE_INFINITY,
    dim: colors.dim,
    now: () => performance.now(),
    everySecond: (redraw) => {
      const timer = setInterval(redraw, 1000);
      timer.unref();
      return () => clearInterval(timer);
    },
  });
}

/**
 * Indented JSON with lists of numbers on one line each, such as the rows of a confusion matrix. A "[" before
 * a line's end is never within a text, because texts have their line ends escaped.
 */
function formatJson(document: unknown): string {
  return JSON.stringify(document, null, 2).replace(
    /\[\n([^"[\]{}]*)\n *\]/g,
    (_, items: string) => `[${items.trim().replace(/,\n */g, ", ")}]`,
  );
}

/** Builds a command's output from its options and streams. */
export function createOutput(options: OutputOptions): Output {
  const { stdout, stderr, json, quiet, environment } = options;
  const errorColors = picocolors.createColors(wantsColor(options, stderr));
  const display = createDisplay(options, errorColors);
  const printJson = (document: unknown) => stdout.write(`${formatJson(document)}\n`);
  return {
    progress: quiet ? () => {} : display.show,
    colors: picocolors.createColors(wantsColor(options, stdout)),
    page: { verbose: options.verbose, width: Math.min(WIDTH, stdout.columns || WIDTH) },
    result(document, text) {
      display.end();
      if (json) printJson(document);
      else stdout.write(text.endsWith("\n") ? text : `${text}\n`);
    },
    note(message) {
      display.end();
      stderr.write(`${message}\n`);
    },
    failure(thrown) {
      display.end();
      const { error, exitCode, stack } = describeFailure(thrown);
      if (json) printJson({ error });
      stderr.write(`${errorColors.bold("error:")} ${printable(error.message)}\n`);
      if (error.hint !== undefined) stderr.write(`  ${printable(error.hint)}\n`);
      if (stack !== undefined && environment.TRAINWELL_DEBUG) stderr.write(`${stack}\n`);
      return exitCode;
    },
    end: display.end,
  };
}

/**
 * Keeps a reader who leaves early (`| head -1`) from being an error, and says in one sentence when what a
 * command prints cannot be written (`> /dev/full`).
 */
export function survivePipes(): void {
  process.stderr.on("error", () => {});
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") return;
    process.exitCode = 1;
    process.stderr.write(`error: Could not write the result to stdout (${error.code ?? error.message}).\n`);
  });
}
