"""Optuna's side of the tuning benchmarks, and everybody's objectives: a JSON command a line, a JSON answer each.

`problems` lists the spaces, `fronts` those with several objectives; `evaluate` gives the objective's value for a point; `study` runs a whole study of
Optuna's by ask and tell and gives the values in order; `overhead` times proposals.
"""

import json
import logging
import os
import sys
import time
import warnings

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")
warnings.filterwarnings("ignore")

import optuna  # noqa: E402
from front_problems import described, front_problems  # noqa: E402
from scipy import stats  # noqa: E402
from tune_problems import VERSION, all_problems  # noqa: E402

optuna.logging.set_verbosity(logging.ERROR)

SAMPLERS = {
    "random": lambda seed: optuna.samplers.RandomSampler(seed=seed),
    "tpe": lambda seed: optuna.samplers.TPESampler(seed=seed),
    "gp": lambda seed: optuna.samplers.GPSampler(seed=seed),
    "cmaes": lambda seed: optuna.samplers.CmaEsSampler(seed=seed),
    "nsga2": lambda seed: optuna.samplers.NSGAIISampler(seed=seed),
    # As OptunaHub's AutoSampler has it for numbers: a process, and from 250 trials on CMA-ES, started at them.
    "gpThenCmaes": lambda seed: optuna.samplers.GPSampler(seed=seed),
}
PROCESS_TRIALS = 250
problems = {}
objectives = {}


def objective(name, seed):
    if (name, seed) not in objectives:
        objectives[name, seed] = problems[name].make(seed)
    return objectives[name, seed]


def suggest(trial, parameter):
    """A value as a user of Optuna would ask for it: ordered choices as whole numbers."""
    name, domain = parameter["name"], parameter["domain"]
    if domain["kind"] == "choice":
        count = len(domain["labels"])
        if domain["ordered"]:
            return trial.suggest_int(name, 0, count - 1)
        return trial.suggest_categorical(name, list(range(count)))
    low, high, scale, step = domain["low"], domain["high"], domain["scale"], domain.get("step")
    if scale == "oneMinusLog":
        return 1 - trial.suggest_float(name, 1 - high, 1 - low, log=True)
    if step == 1:
        return trial.suggest_int(name, int(low), int(high), log=scale == "log")
    return trial.suggest_float(name, low, high, step=step, log=scale == "log")


def suggest_point(trial, parameters):
    point = {}
    for parameter in parameters:
        condition = parameter.get("condition")
        if condition is None or point.get(condition["parameter"]) in condition["values"]:
            point[parameter["name"]] = suggest(trial, parameter)
    return point


def run_study(command):
    problem = problems[command["problem"]]
    value = objective(command["problem"], command["seed"])[0]
    directions = ["minimize"] * getattr(problem, "objectives", 1)
    study = optuna.create_study(sampler=SAMPLERS[command["sampler"]](command["seed"]), directions=directions)
    values = []
    began = time.perf_counter()
    for number in range(command["evaluations"]):
        if command["sampler"] == "gpThenCmaes" and number == PROCESS_TRIALS:
            study.sampler = optuna.samplers.CmaEsSampler(seed=command["seed"], source_trials=study.trials)
        trial = study.ask()
        values.append(value(suggest_point(trial, problem.parameters)))
        study.tell(trial, values[-1])
    return {"values": values, "seconds": time.perf_counter() - began}


def run_overhead(command):
    """The time of one ask at a number of trials that were told before, in milliseconds."""
    dimensions = command["dimensions"]
    key = ("overhead", command["sampler"])
    if key not in objectives:
        study = optuna.create_study(sampler=SAMPLERS[command["sampler"]](0))
        space = {f"x{i}": optuna.distributions.FloatDistribution(-5, 5) for i in range(dimensions)}
        for row, value in zip(command["points"], command["values"]):
            params = {f"x{i}": row[i] for i in range(dimensions)}
            study.add_trial(optuna.trial.create_trial(params=params, distributions=space, value=value))
        objectives[key] = study
    study = objectives[key]
    began = time.perf_counter()
    trial = study.ask()
    point = [trial.suggest_float(f"x{i}", -5, 5) for i in range(dimensions)]
    elapsed = time.perf_counter() - began
    study.tell(trial, sum(x * x for x in point))
    return {"milliseconds": 1000 * elapsed}


def answer(command):
    kind = command["command"]
    if kind == "problems":
        for problem in all_problems(command.get("folder")):
            problems[problem.name] = problem
        listed = [{"name": problem.name, "parameters": problem.parameters} for problem in problems.values()]
        return {"optuna": optuna.__version__, "version": VERSION, "problems": listed}
    if kind == "fronts":
        for problem in front_problems():
            problems[problem.name] = problem
        about = {"optuna": optuna.__version__, "version": VERSION}
        return {**about, "problems": [described(problem) for problem in front_problems()]}
    if kind == "largest":
        return {"value": problems[command["problem"]].largest(command["seed"])}
    if kind == "evaluate":
        return {"value": objective(command["problem"], command["seed"])[0](command["point"])}
    if kind == "optimum":
        return {"value": objective(command["problem"], command["seed"])[1]}
    if kind == "friedman":
        return {"probability": float(stats.friedmanchisquare(*zip(*command["table"])).pvalue)}
    if kind == "wilcoxon":
        if not any(command["differences"]):
            return {"probability": 1.0}
        return {"probability": float(stats.wilcoxon(command["differences"]).pvalue)}
    if kind == "study":
        return run_study(command)
    if kind == "overhead":
        return run_overhead(command)
    raise ValueError(f"unknown command {kind}")


for line in sys.stdin:
    try:
        reply = answer(json.loads(line))
    except Exception as error:  # the other side decides what to do
        reply = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(reply), flush=True)
