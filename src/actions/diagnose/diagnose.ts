import { TrainwellError } from "../../base/errors.ts";
import { diagnose as diagnoseEvidence } from "../../clinic/diagnosis.ts";
import type { Finding, UnjudgedFinding } from "../../clinic/finding.ts";
import { checkTrainable } from "../../lab/begin.ts";
import { Budget } from "../../lab/budget.ts";
import { checkHumanError } from "../../lab/check-human-error.ts";
import { designFor, devScores, trainCommittee, trainScores } from "../../lab/committee.ts";
import { evidenceOf } from "../../lab/evidence/training-evidence.ts";
import { forgetCheckpoints } from "../../lab/finished-job.ts";
import { capacityOf } from "../../lab/improve/capacity-probe.ts";
import { trainSimpleModel } from "../../lab/improve/simple-model.ts";
import type { JobContext } from "../../lab/job-context.ts";
import { measureOf } from "../../lab/judged-target.ts";
import { compareNaive } from "../../lab/naive-comparison.ts";
import { checkPrepared } from "../../lab/prepare/check-prepared.ts";
import { prepare } from "../../lab/prepare/prepare.ts";
import { notesOn } from "../../lab/prepare/prepare-table.ts";
import { type DataSource, dataName } from "../../lab/prepare/read-data.ts";
import { isWhole, verbOf } from "../../lab/resume/named-run.ts";
import { requireRun } from "../../lab/resume/resume.ts";
import { openJob } from "../../lab/training.ts";
import { type Workshop, withWorkshop } from "../../lab/workshop.ts";
import { devMetrics } from "../../run/record.ts";
import { findingsHeadline } from "../shared/findings-headline.ts";
import { findingSummary } from "../shared/summaries.ts";
import type { DiagnoseOptions, DiagnoseResult } from "./contract.ts";

/**
 * Says what is wrong: with a stored run, from what it left; or with a recipe on data, by training it by
 * cross-validation (on one split where the table is large), beside a simple model and a larger network.
 *
 * @throws TrainwellError when neither data nor a known run is given.
 */
export async function diagnose(options: DiagnoseOptions & JobContext): Promise<DiagnoseResult> {
  const { run, data } = options;
  return withWorkshop({ ...options, parallel: "cores" }, async (workshop) => {
    if (run !== null) return diagnoseStored(workshop, run);
    if (data !== null) return diagnoseData(workshop, { ...options, data });
    throw new TrainwellError({
      kind: "usage",
      code: "subject-not-told",
      message: "There is nothing to diagnose: neither data nor a run was given.",
      hint: "Give data and --target COLUMN, or --run ID.",
    });
  });
}

async function diagnoseStored({ store }: Workshop, id: string): Promise<DiagnoseResult> {
  const record = await requireRun(store, id);
  if (record.findings === undefined) {
    throw new TrainwellError({
      kind: "input",
      code: "run-unfinished",
      message: `Run ${record.id} did not come to its end, so it holds no diagnosis.`,
      details: { run: record.id },
      hint: isWhole(record)
        ? `Continue it with ${verbOf(record)} --resume ${record.id}, where it was interrupted.`
        : `It is a part of job ${record.place.job}, which holds the diagnosis.`,
    });
  }
  const unjudged = (record.unjudged ?? []) as UnjudgedFinding[];
  const findings = record.findings as Finding[];
  return {
    headline: findingsHeadline(findings),
    run: record.id,
    dev: { rows: 0, metrics: devMetrics(record) },
    naive: null,
    notes: [],
    findings: findings.map(findingSummary),
    unjudged,
  };
}

async function diagnoseData(
  workshop: Workshop,
  options: DiagnoseOptions & { data: DataSource } & JobContext,
): Promise<DiagnoseResult> {
  workshop.progress({ type: "stageStarted", stage: `reading ${dataName(options.data)}` });
  const prepared = await prepare(options);
  checkTrainable(prepared);
  checkHumanError(prepared.target, options.humanError);
  const checks = await checkPrepared(prepared);
  const design = designFor(prepared);
  const { id: run } = await openJob(workshop, prepared, "diagnose");
  const context = {
    workshop,
    prepared,
    design,
    budget: new Budget({ durationMs: null, trials: null }),
    job: run,
  };
  const floor = (await trainSimpleModel(context))?.floor;
  const members = design.members.filter((member) => design.kind === "fixedSplit" || member.repeat === 0);
  const committee = await trainCommittee(workshop, prepared, {
    recipe: prepared.recipe,
    members,
    title: "baseline",
    place: { job: run, role: "baseline", number: 1 },
  });
  const capacity = await capacityOf(context, { committee, memberMs: 0 }, options.humanError);
  const [train, dev] = [trainScores, devScores].map((scores) => scores(committee, prepared.target));
  const diagnosis = diagnoseEvidence(
    evidenceOf(prepared, committee.trainings[0], {
      train,
      dev,
      devRows: committee.devByRepeat[0],
      ...(floor ? { floor } : {}),
      ...(capacity ? { capacity } : {}),
      humanError: options.humanError,
    }),
    checks,
  );
  await workshop.store.updateRun(run, { status: "done", metrics: { ...dev.metrics }, ...diagnosis });
  if (!options.keepCheckpoints) await forgetCheckpoints(workshop.store, run);
  const { findings, unjudged } = diagnosis;
  return {
    headline: findingsHeadline(findings, { measure: measureOf(prepared.target), train, dev }),
    run,
    device: workshop.device,
    dev,
    naive: compareNaive(prepared, committee.devByRepeat[0], "dev"),
    notes: notesOn(prepared),
    findings: findings.map(findingSummary),
    unjudged,
  };
}
