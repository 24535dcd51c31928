import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { builtFolder, scratch } from "../lib/paths.js";

/** The build's proposals: `propose(kind, request)`. */
export async function openOurs() {
  const { proposeTrial } = await import(pathToFileURL(join(builtFolder, "tune", "samplers", "propose.js")));
  return { propose: (kind, request) => proposeTrial({ kind }, request), version: builtVersion() };
}

/** A hash of what proposals depend on: the tuner and what everything is built on. */
function builtVersion() {
  const hash = createHash("sha256");
  for (const folder of ["tune", "base"]) {
    const files = readdirSync(join(builtFolder, folder), { recursive: true });
    for (const file of files.filter((name) => name.endsWith(".js")).sort())
      hash.update(file).update(readFileSync(join(builtFolder, folder, file)));
  }
  return hash.digest("hex").slice(0, 12);
}

/**
 * The values of a study of ours in order, lists of them where there are several objectives; evaluated by the
 * peer's process, and kept in .bench/tune until the tuner or the problem changes.
 */
export async function ourStudy(ours, { peer, version }, { sampler, problem, seed, evaluations }) {
  const folder = join(scratch, "tune", `ours-${ours.version}`, `${problem.name}-v${version}`);
  const path = join(folder, `${sampler}-${seed}-${evaluations}.json`);
  if (existsSync(path)) return JSON.parse(readFileSync(path, "utf8")).values;
  const space = { parameters: problem.parameters };
  const finished = [];
  for (let number = 0; number < evaluations; number++) {
    const request = {
      space,
      finished: [...finished],
      pending: [],
      objectives: problem.objectives ?? 1,
      seed,
      number,
      planned: evaluations,
    };
    const proposal = ours.propose(sampler, request);
    if (proposal === null) break;
    const { value } = await peer.ask({
      command: "evaluate",
      problem: problem.name,
      seed,
      point: proposal.point,
    });
    const { point } = proposal;
    finished.push({ number, point, status: "complete", values: [value].flat(), violation: 0, curve: [] });
  }
  const values = finished.map((trial) => (problem.objectives === undefined ? trial.values[0] : trial.values));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.tmp-${process.pid}`, JSON.stringify({ values }));
  renameSync(`${path}.tmp-${process.pid}`, path);
  return values;
}
