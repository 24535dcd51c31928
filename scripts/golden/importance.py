"""Importance of parameters by Optuna, for test/golden/importance.json.

    pip install optuna==5.0.0 scikit-learn==1.9.1
    python scripts/golden/importance.py > test/golden/importance.json
"""

import json
import sys

import numpy as np
import optuna
import sklearn
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.importance import FanovaImportanceEvaluator, PedAnovaImportanceEvaluator

optuna.logging.set_verbosity(optuna.logging.ERROR)
random = np.random.default_rng(20260101)


def number(low, high, scale="linear", step=None):
    return {"kind": "number", "low": low, "high": high, "scale": scale, **({} if step is None else {"step": step})}


def distribution(domain):
    if domain["kind"] == "choice":
        return CategoricalDistribution(list(range(len(domain["labels"]))))
    log = domain["scale"] == "log"
    if domain.get("step") == 1:
        return IntDistribution(domain["low"], domain["high"], log=log)
    return FloatDistribution(domain["low"], domain["high"], log=log, step=domain.get("step"))


def value_of(domain, place):
    if domain["kind"] == "choice":
        return int(place * len(domain["labels"]))
    low, high = domain["low"], domain["high"]
    if domain["scale"] == "log":
        value = float(np.exp(np.log(low) + place * (np.log(high) - np.log(low))))
    else:
        value = float(low + place * (high - low))
    step = domain.get("step")
    if step is not None:
        value = low + round((value - low) / step) * step
    return int(value) if step == 1 else round(value, 6)


def case(name, parameters, objective, count, fanova):
    study = optuna.create_study()
    trials = []
    for _ in range(count):
        point = {}
        for parameter in parameters:
            condition = parameter.get("condition")
            if condition is None or point.get(condition["parameter"]) in condition["values"]:
                point[parameter["name"]] = value_of(parameter["domain"], random.random())
        value = round(float(objective(point)), 6)
        trials.append([[point.get(parameter["name"]) for parameter in parameters], value])
        distributions = {p["name"]: distribution(p["domain"]) for p in parameters if p["name"] in point}
        study.add_trial(optuna.trial.create_trial(params=point, distributions=distributions, value=value))
    importance = lambda evaluator: {k: float(v) for k, v in optuna.importance.get_param_importances(study, evaluator=evaluator).items()}
    result = {"name": name, "parameters": parameters, "trials": trials, "pedAnova": importance(PedAnovaImportanceEvaluator())}
    if fanova:
        runs = [importance(FanovaImportanceEvaluator(seed=seed)) for seed in range(5)]
        names = [parameter["name"] for parameter in parameters]
        result["fanova"] = {key: float(np.mean([run[key] for run in runs])) for key in names}
        result["fanovaDeviation"] = {key: float(np.std([run[key] for run in runs], ddof=1)) for key in names}
    return result


mixed = [
    {"name": "a", "domain": number(-2, 2)},
    {"name": "b", "domain": number(0, 10)},
    {"name": "c", "domain": number(1, 9, step=1)},
    {"name": "d", "domain": {"kind": "choice", "labels": ["u", "v", "w"], "ordered": False}},
    {"name": "e", "domain": number(0, 1, step=0.25)},
]
scales = [
    {"name": "rate", "domain": number(1e-4, 1, "log")},
    {"name": "units", "domain": number(16, 512, "log", 1)},
    {"name": "kind", "domain": {"kind": "choice", "labels": ["x", "y"], "ordered": False}},
    {"name": "depth", "domain": number(1, 4, step=1), "condition": {"parameter": "kind", "values": [1]}},
]

cases = [
    case("mixed", mixed, lambda p: p["a"] ** 2 + 0.1 * p["b"] + [0, 1.5, 0.5][p["d"]] + 0.05 * p["c"], 200, True),
    case(
        "scales",
        scales,
        lambda p: (np.log10(p["rate"]) + 2) ** 2 + 0.3 * abs(np.log2(p["units"]) - 6) + 0.4 * p.get("depth", 3) + 0.5 * p["kind"],
        160,
        False,
    ),
]
made_by = f"optuna {optuna.__version__}, scikit-learn {sklearn.__version__}, scripts/golden/importance.py"
json.dump({"madeBy": made_by, "cases": cases}, sys.stdout)
