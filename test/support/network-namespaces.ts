import { execFileSync, spawnSync } from "node:child_process";

/** The first bytes of the addresses that machines have here. */
const NETWORK = "10.213";

/** The addresses of all machines. */
export const MACHINES_NETWORK = `${NETWORK}.0.0/16`;

/** A machine as the network sees one: a namespace with one way to the others. */
export interface Machine {
  /** The address under which it reaches the machine that has the server. */
  readonly serverHost: string;
  /** Words to put before a command, so that it runs there. */
  readonly prefix: readonly string[];
  /** Cuts or mends the way to the others. */
  setLink(state: "up" | "down"): void;
  remove(): void;
}

const ip = (...args: string[]) => execFileSync("ip", args, { stdio: "pipe" });

/** Whether namespaces can be made here, said aloud where they cannot. */
export function hasNamespaces(): boolean {
  const name = `tw-probe-${process.pid}`;
  const isMade = spawnSync("ip", ["netns", "add", name]).status === 0;
  const links = ["link", "add", `twp${process.pid}`.slice(0, 15), "type", "veth"];
  const isLinked = isMade && spawnSync("ip", links).status === 0;
  if (isLinked) spawnSync("ip", ["link", "del", links[2]]);
  if (isMade) spawnSync("ip", ["netns", "del", name]);
  if (!isLinked) console.warn("Network namespaces need root and iproute2: machines apart are not tested.");
  return isLinked;
}

/** Makes a machine. @param number from 1, its own among those of this process. */
export function makeMachine(number: number): Machine {
  const name = `tw${process.pid % 100_000}m${number}`;
  const [outside, inside] = [`${name}o`, `${name}i`];
  const net = `${NETWORK}.${number + (process.pid % 40) * 6}`;
  ip("netns", "add", name);
  ip("link", "add", outside, "type", "veth", "peer", "name", inside);
  ip("link", "set", inside, "netns", name);
  ip("addr", "add", `${net}.1/24`, "dev", outside);
  ip("link", "set", outside, "up");
  ip("-n", name, "addr", "add", `${net}.2/24`, "dev", inside);
  ip("-n", name, "link", "set", inside, "up");
  ip("-n", name, "link", "set", "lo", "up");
  return {
    serverHost: `${net}.1`,
    prefix: ["ip", "netns", "exec", name],
    setLink: (state) => ip("link", "set", outside, state),
    remove: () => {
      spawnSync("ip", ["link", "del", outside]);
      spawnSync("ip", ["netns", "del", name]);
    },
  };
}
