import type { ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect, it } from "vitest";
import { hasPostgres, startPostgres } from "../scripts/lib/database-servers.js";
import { callIn } from "./support/called-machine.ts";
import { hasNamespaces, MACHINES_NETWORK, makeMachine } from "./support/network-namespaces.ts";

it.skipIf(!hasPostgres() || !hasNamespaces())(
  "machines of networks apart share a study, though one is cut off",
  {
    timeout: 300_000,
  },
  async () => {
    const base = mkdtempSync(join(tmpdir(), "trainwell-apart-"));
    const server = await startPostgres({ network: MACHINES_NETWORK });
    const machines = [makeMachine(1), makeMachine(2)];
    const children: ChildProcess[] = [];
    const on = (number: 0 | 1, ...args: string[]) => {
      const { prefix, serverHost } = machines[number];
      const store = server.address.replace("127.0.0.1", serverHost);
      const made = callIn(join(base, String(number)), [...args, "--store", store, "--json"], prefix);
      children.push(made.child);
      return made;
    };
    try {
      mkdirSync(join(base, "0"));
      const rows = Array.from(
        { length: 60 },
        (_, row) => `${row % 7},${row % 11},${row % 7 > 3 ? "a" : "b"}`,
      );
      writeFileSync(join(base, "0", "flowers.csv"), `x,y,kind\n${rows.join("\n")}\n`);
      const apart = on(1, "worker", "--idle", "2m");
      const search = [
        "--set",
        "optimizer.learningRate=log(1e-4,1e-1)",
        "--sampler",
        "random",
        "--threads",
        "1",
      ];
      const length = ["--epochs", "3", "--repeats", "1", "--trials", "30"];
      const first = on(0, "tune", "flowers.csv", "-t", "kind", ...search, ...length);
      await expect.poll(() => apart.said.stderr, { timeout: 120_000 }).toContain("trial ");
      machines[1].setLink("down");
      await delay(3000);
      machines[1].setLink("up");
      const { code, stdout, stderr } = await first.ended;
      expect({ code, stderr }).toMatchObject({ code: 0 });
      const { trials } = JSON.parse(stdout) as { trials: { number: number; status: string }[] };
      expect(trials.map(({ number }) => number)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
      expect(trials.every(({ status }) => status === "complete")).toBe(true);
    } finally {
      for (const child of children) child.kill("SIGKILL");
      for (const machine of machines) machine.remove();
      await server.remove();
      rmSync(base, { recursive: true, force: true });
    }
  },
);
