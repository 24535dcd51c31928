// Optuna's studies, kept in .bench/tune until Optuna, a problem or its version changes.
//
//   node bench/tune/peer-studies.js [SAMPLERS] [--problems DIR] [--seeds N] [--from N] [--evaluations N]
//     [--reverse]
//
// fills them in beforehand, which takes its Gaussian process minutes for each problem and seed.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { LineProcess } from "../lib/line-process.js";
import { benchFile, requirePeerPython, scratch } from "../lib/paths.js";

const ONE_THREAD = { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", MKL_NUM_THREADS: "1" };

/** A Python process with Optuna and the problems, and what it says of both. */
export function openPeer(folder) {
  return opened({ command: "problems", folder: folder && resolve(folder) });
}

/** The same with the problems with several objectives. */
export function openFronts() {
  return opened({ command: "fronts" });
}

async function opened(command) {
  const peer = new LineProcess(requirePeerPython(), [benchFile("peers", "tune_peer.py")], {
    env: ONE_THREAD,
  });
  const about = await peer.ask(command);
  return { peer, ...about };
}

function pathOf({ optuna, version }, { sampler, problem, seed }) {
  return join(scratch, "tune", `optuna-${optuna}`, `${problem}-v${version}`, `${sampler}-${seed}.json`);
}

/** The values of a study of Optuna's as it was kept, where it is long enough; otherwise undefined. */
export function keptStudy(opened, study) {
  const path = pathOf(opened, study);
  if (!existsSync(path)) return undefined;
  const { values } = JSON.parse(readFileSync(path, "utf8"));
  return values.length >= study.evaluations ? values.slice(0, study.evaluations) : undefined;
}

/** The values of a study of Optuna's in order; run where it is not kept. */
export async function peerStudy(opened, study) {
  const kept = keptStudy(opened, study);
  if (kept !== undefined) return kept;
  const { values } = await opened.peer.ask({ command: "study", ...study });
  const path = pathOf(opened, study);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.tmp-${process.pid}`, JSON.stringify({ values }));
  renameSync(`${path}.tmp-${process.pid}`, path);
  return values;
}

async function fill() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      problems: { type: "string" },
      seeds: { type: "string", default: "20" },
      from: { type: "string", default: "0" },
      evaluations: { type: "string", default: "200" },
      reverse: { type: "boolean", default: false },
    },
  });
  const opened = await openPeer(values.problems);
  const evaluations = Number(values.evaluations);
  // From the other end, so that two processes can share the work.
  if (values.reverse) opened.problems.reverse();
  for (let seed = Number(values.from); seed < Number(values.seeds); seed++) {
    for (const { name } of opened.problems) {
      for (const sampler of positionals.length > 0 ? positionals : ["random", "tpe"])
        await peerStudy(opened, { sampler, problem: name, seed, evaluations });
      console.error(`${positionals.join(" ")} seed ${seed}: ${name}`);
    }
  }
  opened.peer.close();
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url))
  await fill();
