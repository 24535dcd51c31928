// A study whose workers are killed, and one paused until its lease is lost, against one that nobody
// disturbed.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { benchFile } from "../lib/paths.js";
import { backendOf } from "./backends.js";
import { queueOf } from "./queues.js";
import { hasEnded, openStore, randomKey, studyOf, uniform } from "./trial-work.js";

const WORKERS = 4;

/** A worker process, and the lines that it has said. */
function startWorker(address, owner, { leaseMs, stepMs, queue }) {
  const args = [benchFile("studies", "worker.js"), address, owner, String(leaseMs), String(stepMs)];
  if (queue !== undefined) args.push(queue);
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const lines = [];
  const reader = createInterface({ input: child.stdout }).on("line", (line) => lines.push(line));
  const worker = { child, owner, lines, closed: once(child, "close") };
  worker.failed = worker.closed.then(([code]) => {
    if (code !== null && code !== 0) throw new Error(`${owner} ended with exit code ${code}.`);
  });
  // Told by whoever waits for the end.
  worker.failed.catch(() => {});
  worker.began = Promise.race([once(reader, "line"), worker.closed]);
  return worker;
}

async function inStore(address, work) {
  const store = await openStore(address);
  try {
    return await work(store.studies);
  } finally {
    await store.close();
  }
}

/** Ends a worker that is left over, whatever became of it. */
async function endWorker({ child, closed }) {
  child.kill("SIGKILL");
  await closed;
}

/**
 * Kills workers at random moments, each of which has begun a trial, and puts others in their place; between
 * them each of the servers, where there are any, goes away and comes again. Before each kill the queue, where
 * there is one, is told some hints.
 */
async function killMany(workers, { kills, restarts, servers, queue, seed, start, log }) {
  for (let kill = 0; kill < kills; kill++) {
    const restart = Math.floor(((kill + 1) * restarts) / kills) - 1;
    if (restart >= Math.floor((kill * restarts) / kills))
      for (const [index, place] of servers.entries())
        await restartServer(place, { restart, key: randomKey(seed, 4, index) });
    await queue?.announce(kill);
    const place = Math.floor(uniform(randomKey(seed, 2), kill) * workers.length);
    await workers[place].began;
    await delay(uniform(randomKey(seed, 3), kill) * 60);
    await endWorker(workers[place]);
    workers[place] = start();
    if ((kill + 1) % 20 === 0) log(`${kill + 1} workers killed`);
  }
}

async function restartServer({ server, endings }, { restart, key }) {
  await server.stop(endings[restart % endings.length]);
  await delay(uniform(key, restart) * 1000);
  await server.start();
}

/**
 * Stops a worker until another has its trial, and lets it go on. Stopped while it holds the database, it
 * would hold up all the others, as a process of any program would: it is let go and stopped again.
 */
async function pauseOne(worker, { address, patienceMs }) {
  await worker.began;
  // Opened before: to open a store takes the lock that the stopped worker may hold, to read takes none.
  await inStore(address, async (studies) => {
    for (let attempt = 0; attempt < 100; attempt++) {
      worker.child.kill("SIGSTOP");
      const isTaken = await takenFrom(worker, studies, patienceMs);
      worker.child.kill("SIGCONT");
      if (isTaken) return;
      await delay(20);
    }
    throw new Error(`Nobody took a trial of the paused ${worker.owner}.`);
  });
}

async function takenFrom({ owner, child, failed }, studies, patienceMs) {
  if (child.exitCode !== null) await failed;
  const held = await studies.trials("study", { statuses: ["running"] });
  const mine = held.trials.find(({ lease }) => lease.owner === owner);
  const until = performance.now() + patienceMs;
  while (mine !== undefined && performance.now() < until) {
    await delay(5);
    const now = await studies.getTrial("study", mine.number);
    if (now.lease?.owner !== owner) return true;
  }
  return false;
}

/**
 * Disturbs a study, lets it end, and holds it against one that was not.
 *
 * @param options.kills how many workers are killed.
 * @param options.store "folder" or "postgres", whose server goes away `restarts` times meanwhile.
 * @param options.queue "redis" for workers that a queue in Redis wakes, whose server goes away as often and
 *   forgets everything; or the address of a server that is left alone; by default there is none.
 * @returns `problems`, sentences, none of a store that keeps its word; and figures of what happened.
 */
export async function disturbStudy({
  kills,
  restarts = 0,
  store = "folder",
  queue: queueName = "",
  leaseMs = 300,
  seed = 1,
  log = () => {},
}) {
  const backend = await backendOf(store);
  let queue;
  const workers = [];
  const all = [];
  try {
    queue = queueName === "" ? undefined : await queueOf(queueName);
    const servers = [backend, queue].filter((place) => place?.server !== undefined);
    const [address, calm] = [await backend.fresh("disturbed"), await backend.fresh("calm")];
    const start = () => {
      const worker = startWorker(address, `worker-${all.length}`, {
        leaseMs,
        stepMs: 2,
        queue: queue?.address,
      });
      all.push(worker);
      return worker;
    };
    await inStore(address, (studies) => studies.createStudy(studyOf({ seed, trials: Infinity })));
    await backend.audit(address);
    for (let count = 0; count < WORKERS; count++) workers.push(start());
    const paused = workers.pop();
    await pauseOne(paused, { address, ...backend });
    await killMany(workers, { kills, restarts, servers, queue, seed, start, log });
    const trials = await inStore(address, finishSoon);
    await Promise.all([paused, ...workers].map(({ failed }) => failed));
    await inStore(calm, (studies) => studies.createStudy(studyOf({ seed, trials })));
    await startWorker(calm, "alone", { leaseMs: 60_000, stepMs: 0 }).failed;
    const studies = await Promise.all([address, calm].map((each) => inStore(each, trialsOf)));
    const problems = compareStudies(...studies, await backend.auditedEnds(address));
    problems.push(...staleEnds(studies[0], all));
    const lost = paused.lines.filter((line) => line.startsWith("lost")).length;
    if (lost === 0) problems.push("The paused worker was not told that its lease is lost.");
    const taken = studies[0].reduce((sum, { attempts }) => sum + attempts - 1, 0);
    const woken = all.flatMap(({ lines }) => lines).filter((line) => line.endsWith(" woken")).length;
    if (queue !== undefined && woken === 0) problems.push("No worker was woken by the queue.");
    return { problems, trials, kills, lost, furtherAttempts: taken, woken };
  } finally {
    await Promise.all(all.map(endWorker));
    await queue?.close();
    await backend.close();
  }
}

/** Lets the study end with the trials that it has and some more. */
async function finishSoon(studies) {
  const { trials } = await studies.trials("study");
  const count = trials.length + WORKERS;
  await studies.updateStudy("study", { settings: { trials: count } });
  return count;
}

const trialsOf = async (studies) => (await studies.trials("study")).trials;

function compareStudies(disturbed, calm, ends) {
  const problems = [];
  const say = (condition, problem) => condition || problems.push(problem);
  say(disturbed.length === calm.length, `There are ${disturbed.length} trials; expected ${calm.length}.`);
  const numbers = calm.map(({ number }) => number);
  say(
    JSON.stringify(ends) === JSON.stringify(numbers),
    `The trials that came to an end are ${ends}; expected each number once.`,
  );
  for (const [index, trial] of disturbed.entries()) {
    say(hasEnded(trial), `Trial ${trial.number} is ${trial.status}.`);
    const [received, expected] = [trial, calm[index]].map(resultOf);
    say(received === expected, `Trial ${index} is ${received}; undisturbed it is ${expected}.`);
    const isRun = (run) => run.startsWith(`${trial.number}-`);
    say(trial.runs.every(isRun), `Trial ${trial.number} has the runs ${trial.runs}.`);
  }
  return problems;
}

/** Ends that were not said by the last who took the trial; each wrote its token into the id of its run. */
function staleEnds(trials, workers) {
  const said = workers.flatMap(({ lines }) => lines.filter((line) => line.startsWith("ended ")));
  return said.flatMap((line) => {
    const [, number, token] = line.split(" ");
    const last = trials[number].runs.at(-1);
    return last === `${number}-${token}` ? [] : [`Trial ${number} was ended by claim ${token}, not ${last}.`];
  });
}

/** Everything of a trial that must not depend on who worked on it and when. */
function resultOf({ number, status, point, values, curve, error, metrics } = {}) {
  return JSON.stringify({ number, status, point, values, curve, error, metrics });
}
