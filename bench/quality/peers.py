"""Scores scikit-learn's models on given outer splits of a table.

    python peers.py TABLE.csv classification|regression SPLITS.json OUT.json

Each model is set up as scikit-learn's user guide recommends for it: standardized inputs for the linear models and the
network, their regularization chosen by cross-validation inside the training rows, enough trees. Writes
{model: [score per split]}: accuracy, or RMSE. Models are written as they are finished, and finished ones are kept.
"""

import csv
import json
import os
import sys
import warnings

import numpy as np
from sklearn.compose import TransformedTargetRegressor
from sklearn.ensemble import (
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegressionCV, RidgeCV
from sklearn.metrics import accuracy_score, root_mean_squared_error
from sklearn.model_selection import GridSearchCV
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

warnings.filterwarnings("ignore", category=ConvergenceWarning)
warnings.filterwarnings("ignore", category=FutureWarning)

PENALTIES = [1e-4, 1e-2, 1.0]


def standardized(model):
    return make_pipeline(StandardScaler(), model)


def classifiers(seed):
    network = MLPClassifier(max_iter=500, random_state=seed)
    return {
        "LogisticRegressionCV": standardized(LogisticRegressionCV(Cs=10, cv=5, max_iter=1000)),
        "RandomForestClassifier": RandomForestClassifier(n_estimators=500, random_state=seed),
        "GradientBoostingClassifier": GradientBoostingClassifier(random_state=seed),
        "HistGradientBoostingClassifier": HistGradientBoostingClassifier(random_state=seed),
        "MLPClassifier": GridSearchCV(standardized(network), {"mlpclassifier__alpha": PENALTIES}, cv=3),
    }


def regressors(seed):
    network = TransformedTargetRegressor(
        standardized(MLPRegressor(max_iter=2000, random_state=seed)), transformer=StandardScaler()
    )
    return {
        "RidgeCV": standardized(RidgeCV(alphas=np.logspace(-3, 3, 25))),
        "RandomForestRegressor": RandomForestRegressor(n_estimators=500, random_state=seed),
        "GradientBoostingRegressor": GradientBoostingRegressor(random_state=seed),
        "HistGradientBoostingRegressor": HistGradientBoostingRegressor(random_state=seed),
        "MLPRegressor": GridSearchCV(
            network,
            {"regressor__mlpregressor__alpha": PENALTIES + [10.0, 100.0]},
            cv=3,
            scoring="neg_root_mean_squared_error",
        ),
    }


def read(path, task):
    """Numbers as they are, gaps as the mean of their column, and words as a column for each."""
    with open(path, newline="") as file:
        _, *rows = csv.reader(file)
    columns = [encoded([row[place] for row in rows]) for place in range(len(rows[0]) - 1)]
    target = np.array([row[-1] for row in rows])
    return np.hstack(columns), target.astype(float) if task == "regression" else target


def encoded(cells):
    try:
        values = np.array([float(cell) if cell else np.nan for cell in cells])
    except ValueError:
        words = sorted(set(cells))
        return np.array([[float(cell == word) for word in words] for cell in cells])
    return np.where(np.isnan(values), np.nanmean(values), values)[:, None]


def main(table, task, splits_path, out):
    features, target = read(table, task)
    with open(splits_path) as file:
        splits = json.load(file)
    scores = {}
    if os.path.exists(out):
        with open(out) as file:
            scores = json.load(file)
    models = regressors if task == "regression" else classifiers
    score = root_mean_squared_error if task == "regression" else accuracy_score
    for name in models(0):
        if len(scores.get(name, [])) == len(splits):
            continue
        results = []
        for number, split in enumerate(splits):
            model = models(number)[name].fit(features[split["train"]], target[split["train"]])
            results.append(float(score(target[split["test"]], model.predict(features[split["test"]]))))
        scores[name] = results
        print(f"{os.path.basename(table)}: {name} {np.mean(results):.4f}", file=sys.stderr, flush=True)
        with open(out + ".part", "w") as file:
            json.dump(scores, file)
        os.replace(out + ".part", out)


main(*sys.argv[1:])
