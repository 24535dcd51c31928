import { type ChildProcess, spawn } from "node:child_process";
import { TrainwellError } from "../base/errors.ts";
import { GrowingFile } from "./growing-file.node.ts";
import { LastLines } from "./last-lines.ts";
import { LineSplitter } from "./line-splitter.ts";
import { type ForeignReport, readReportLine } from "./report-line.ts";

/** How a program is run. */
export interface ForeignCall {
  /** The program and its arguments; no shell reads them. */
  readonly command: readonly string[];
  /** Variables beside those of this process. */
  readonly variables: Readonly<Record<string, string>>;
  /** A file that is read as standard output is. */
  readonly metricsFile?: string;
  /** Aborting it asks the program to end. */
  readonly signal: AbortSignal;
  /** Between the request to end (SIGTERM) and the end (SIGKILL); 10,000 by default. */
  readonly graceMs?: number;
  /** Told each report, in its order; must not throw. */
  readonly onReport: (report: ForeignReport) => void;
}

/** How a program ended. */
export interface ForeignEnd {
  /** Null where a signal ended it. */
  readonly exitCode: number | null;
  readonly endedBy: string | null;
  /** The last lines of both outputs that are no reports, the oldest first. */
  readonly lastLines: readonly string[];
}

/** So many of the last lines are kept. */
export const KEPT_LINES = 20;

/** How long a program may take to end once it was asked to, in milliseconds. */
export const GRACE_MS = 10_000;

const LOOK_MS = 100;

/** A child of the program may hold the pipes open after its end; they are not waited for longer than this. */
const DRAIN_MS = 1_000;

/**
 * Runs a program without a shell, reads its reports, and ends it when the signal says so, with all that it
 * began. Its outputs are always read, so that a full pipe never holds it up.
 *
 * @throws TrainwellError `program-unstartable`, of kind `failure`, where it cannot be started.
 */
export async function runForeign(call: ForeignCall): Promise<ForeignEnd> {
  const { metricsFile, signal, onReport } = call;
  const last = new LastLines(KEPT_LINES);
  const onLine = (line: string) => {
    const report = readReportLine(line);
    if (report === undefined) last.push(line);
    else onReport(report);
  };
  const child = await start(call);
  const outputs = [child.stdout!, child.stderr!].map((stream) => {
    const lines = new LineSplitter(onLine);
    stream.on("data", (bytes: Uint8Array) => lines.push(bytes));
    return lines;
  });
  const fileLines = new LineSplitter(onLine);
  const file = metricsFile === undefined ? undefined : new GrowingFile(metricsFile, (b) => fileLines.push(b));
  file?.watch(LOOK_MS);
  const stop = ender(child, call.graceMs ?? GRACE_MS);
  signal.addEventListener("abort", stop.begin, { once: true });
  if (signal.aborted) stop.begin();
  try {
    const [exitCode, endedBy] = await ended(child);
    finish();
    return { exitCode, endedBy, lastLines: last.lines };
  } finally {
    signal.removeEventListener("abort", stop.begin);
    stop.clear();
    // Processes that it began may have outlived it.
    if (signal.aborted) send(child, "SIGKILL");
    file?.end();
  }

  function finish(): void {
    file?.end();
    for (const lines of [...outputs, fileLines]) lines.end();
  }
}

async function start({ command: [program, ...args], variables }: ForeignCall): Promise<ChildProcess> {
  try {
    const child = spawn(program, args, {
      env: { ...process.env, ...variables },
      stdio: ["ignore", "pipe", "pipe"],
      shell: false,
      windowsHide: true,
      // A group of its own, so that what the program begins can be ended with it, and so that Ctrl-C reaches
      // it through us alone.
      detached: process.platform !== "win32",
    });
    await new Promise<void>((resolve, reject) => {
      child.once("spawn", resolve);
      child.once("error", reject);
    });
    child.on("error", () => {});
    return child;
  } catch (cause) {
    throw new TrainwellError({
      kind: "failure",
      code: "program-unstartable",
      message: `"${program}" cannot be started: ${reasonOf(cause as NodeJS.ErrnoException)}.`,
      details: { program },
      hint: "Write the program as a shell would find it, such as python, ./train.sh or node.",
      cause,
    });
  }
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  if (code === "ENOENT") return "there is no such program";
  if (code === "EACCES") return "it is no program, or may not be run";
  if (code === "E2BIG") return "its arguments are too long";
  return message;
}

/** Waits for the program's end and, for a while, for what its outputs still hold. */
function ended(child: ChildProcess): Promise<[number | null, string | null]> {
  return new Promise((resolve) => {
    let drain: NodeJS.Timeout | undefined;
    const settle = () => {
      clearTimeout(drain);
      resolve([child.exitCode, child.signalCode]);
    };
    child.once("close", settle);
    const onExit = () => {
      drain = setTimeout(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
        settle();
      }, DRAIN_MS);
    };
    if (child.exitCode !== null || child.signalCode !== null) onExit();
    else child.once("exit", onExit);
  });
}

/** Ends a program and its children: first asked to, then made to. */
function ender(child: ChildProcess, graceMs: number): { begin: () => void; clear: () => void } {
  let timer: NodeJS.Timeout | undefined;
  return {
    begin: () => {
      send(child, "SIGTERM");
      timer ??= setTimeout(() => send(child, "SIGKILL"), graceMs);
    },
    clear: () => clearTimeout(timer),
  };
}

function send(child: ChildProcess, name: "SIGTERM" | "SIGKILL"): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill(name);
    else process.kill(-child.pid, name);
  } catch {
    // It has ended by itself.
  }
}
