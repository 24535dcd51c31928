/** The memory assumed where a machine does not tell, as in a page: as much as a browser gives a tab. */
const UNTOLD_BYTES = 4 * 2 ** 30;

/** The bytes of memory that this machine, or the container around the process, has; 4 GiB in a page. */
export function machineMemory(): number {
  known ??= askMachine();
  return known;
}

/** A machine's memory does not change, and asking takes longer than checking a network's size. */
let known: number | undefined;

function askMachine(): number {
  // Asked for at run time, so that a page need not load a module of Node.
  const node = globalThis.process?.getBuiltinModule?.("node:os");
  if (node === undefined) return UNTOLD_BYTES;
  return Math.min(node.totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
}
