import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/**
 * A peer that lives in a process of its own: it reads one JSON command a line and answers each with one JSON
 * line. Waiting for the next command it sleeps, so it costs the others nothing.
 */
export class LineProcess {
  #child;
  #waiting = [];
  #failure;

  constructor(command, args, { env } = {}) {
    this.#child = spawn(command, args, {
      stdio: ["pipe", "pipe", "inherit"],
      env: { ...process.env, ...env },
    });
    createInterface({ input: this.#child.stdout }).on("line", (line) => {
      const { resolve, reject } = this.#waiting.shift() ?? {};
      const answer = JSON.parse(line);
      if (answer.error === undefined) resolve?.(answer);
      else reject?.(new Error(`${args[0]}: ${answer.error}`));
    });
    this.#child.on("error", (error) => this.#fail(error));
    this.#child.on("exit", (code, signal) =>
      this.#fail(new Error(`${args[0]} ended with ${signal ?? `exit code ${code}`}`)),
    );
  }

  #fail(error) {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }

  /** Sends a command and waits for its answer. */
  ask(command) {
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#child.stdin.write(`${JSON.stringify(command)}\n`);
    });
  }

  /** Lets the process end. */
  close() {
    this.#child.stdin.end();
  }
}
