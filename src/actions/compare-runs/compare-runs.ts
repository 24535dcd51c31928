import { TrainwellError } from "../../base/errors.ts";
import type { Finding } from "../../clinic/finding.ts";
import { requireRun } from "../../lab/resume.ts";
import { canonicalJson } from "../../recipe/canonical-json.ts";
import { formatDiff } from "../../recipe/diff.ts";
import { devMetrics, type RunRecord } from "../../run/record.ts";
import { runLine, withStore } from "../shared/stored-runs.ts";
import { findingSummary } from "../shared/summaries.ts";
import type { CompareRunsOptions, CompareRunsResult } from "./contract.ts";

/**
 * Says what differs between two stored runs.
 *
 * @throws TrainwellError `two-runs-expected`, `run-unknown`, `run-none` or `store-missing`.
 */
export function compareRuns({ runs, store: folder }: CompareRunsOptions): Promise<CompareRunsResult> {
  if (runs.length !== 2) throw twoExpected(runs);
  return withStore(folder, async (store) => {
    const [a, b] = await Promise.all(runs.map((run) => requireRun(store, run)));
    const line = async (run: RunRecord) => runLine(store, run, await store.listRuns({ job: run.id }));
    return {
      a: await line(a),
      b: await line(b),
      ...sameness(a, b),
      metrics: metricsOf(a, b),
      recipe: a.recipe && b.recipe ? formatDiff(a.recipe, b.recipe) : null,
      findings: findingsOf(a, b),
    };
  });
}

function twoExpected(runs: readonly string[]): TrainwellError {
  return new TrainwellError({
    kind: "usage",
    code: "two-runs-expected",
    message: `Expected two runs to compare, received ${runs.length}.`,
    details: { runs },
    hint: "For example: trainwell runs compare 20250301-123000-k3x9qf last",
  });
}

function sameness(a: RunRecord, b: RunRecord): Pick<CompareRunsResult, "sameData" | "comparable"> {
  if (a.dataHash === undefined || b.dataHash === undefined) return { sameData: null, comparable: false };
  const sameData = a.dataHash === b.dataHash;
  const splits = [a, b].map(({ recipe }) => canonicalJson(recipe?.data.split ?? null));
  return { sameData, comparable: sameData && splits[0] === splits[1] };
}

function metricsOf(a: RunRecord, b: RunRecord): CompareRunsResult["metrics"] {
  const [ofA, ofB] = [new Map(Object.entries(devMetrics(a))), new Map(Object.entries(devMetrics(b)))];
  const names = new Set([...ofA.keys(), ...ofB.keys()]);
  return [...names].map((name) => ({ name, a: ofA.get(name) ?? null, b: ofB.get(name) ?? null }));
}

function findingsOf(a: RunRecord, b: RunRecord): CompareRunsResult["findings"] {
  const [ofA, ofB] = [a, b].map(({ findings = [] }) => (findings as Finding[]).map(findingSummary));
  const has = (list: typeof ofA, id: string) => list.some((finding) => finding.id === id);
  return {
    onlyA: ofA.filter(({ id }) => !has(ofB, id)),
    onlyB: ofB.filter(({ id }) => !has(ofA, id)),
    both: ofB.filter(({ id }) => has(ofA, id)),
  };
}
