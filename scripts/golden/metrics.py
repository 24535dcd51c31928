"""Metrics by scikit-learn, for test/golden/metrics.json.

    pip install scikit-learn==1.9.1
    python scripts/golden/metrics.py > test/golden/metrics.json
"""

import json
import sys

import numpy as np
import sklearn
from sklearn import metrics

random = np.random.default_rng(20240517)


def classification(name, rows, classes, decimals, absent=None):
    """Probabilities rounded to `decimals` places, so that few of them make ties; `absent` is never predicted."""
    targets = random.integers(0, classes, rows)
    scores = random.normal(size=(rows, classes)) + 1.2 * np.eye(classes)[targets]
    if absent is not None:
        scores[:, absent] -= 20
    probabilities = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    # Dyadic numbers, exact in JSON and float64, that sum to one: the last class takes what is left.
    probabilities = np.floor(probabilities * 2**decimals) / 2**decimals
    probabilities[:, -1] = 1 - probabilities[:, :-1].sum(axis=1)
    predicted = probabilities.argmax(axis=1)
    labels = list(range(classes))
    precision, recall, f1, _ = metrics.precision_recall_fscore_support(targets, predicted, labels=labels, zero_division=0)
    auc = [metrics.roc_auc_score(targets == label, probabilities[:, label]) for label in labels]
    return {
        "name": name,
        "classes": classes,
        "targets": targets.tolist(),
        "probabilities": probabilities.flatten().tolist(),
        "expected": {
            "accuracy": metrics.accuracy_score(targets, predicted),
            "logLoss": metrics.log_loss(targets, probabilities, labels=labels),
            "precision": precision.tolist(),
            "recall": recall.tolist(),
            "f1": f1.tolist(),
            "macroPrecision": precision.mean(),
            "macroRecall": recall.mean(),
            "macroF1": f1.mean(),
            "rocAuc": auc[1] if classes == 2 else float(np.mean(auc)),
            "confusion": metrics.confusion_matrix(targets, predicted, labels=labels).tolist(),
        },
    }


def regression(name, rows):
    targets = random.normal(size=rows) * 30 + 100
    predictions = targets + random.normal(size=rows) * 12
    return {
        "name": name,
        "targets": targets.tolist(),
        "predictions": predictions.tolist(),
        "expected": {
            "rmse": float(np.sqrt(metrics.mean_squared_error(targets, predictions))),
            "mae": metrics.mean_absolute_error(targets, predictions),
            "r2": metrics.r2_score(targets, predictions),
        },
    }


def multi_label(name, rows, labels, decimals):
    targets = (random.random((rows, labels)) < [0.5, 0.2, 0.05, 0.7][:labels]).astype(int)
    targets[0] = 1 - targets[0]
    probabilities = np.floor(np.clip(random.normal(0.25, 0.25, (rows, labels)) + 0.5 * targets, 0, 1) * 2**decimals) / 2**decimals
    predicted = (probabilities >= 0.5).astype(int)
    auc = [metrics.roc_auc_score(targets[:, label], probabilities[:, label]) for label in range(labels)]
    return {
        "name": name,
        "labels": labels,
        "targets": targets.flatten().tolist(),
        "probabilities": probabilities.flatten().tolist(),
        "expected": {
            "subsetAccuracy": metrics.accuracy_score(targets, predicted),
            "hammingLoss": metrics.hamming_loss(targets, predicted),
            "microF1": metrics.f1_score(targets, predicted, average="micro", zero_division=0),
            "macroF1": metrics.f1_score(targets, predicted, average="macro", zero_division=0),
            "logLoss": float(
                np.mean([metrics.log_loss(targets[:, label], probabilities[:, label], labels=[0, 1]) for label in range(labels)])
            ),
            "macroRocAuc": float(np.mean(auc)),
            "f1": metrics.f1_score(targets, predicted, average=None, zero_division=0).tolist(),
        },
    }


def pinball(name, rows, share):
    targets = random.normal(size=rows) * 30 + 100
    predictions = targets + random.normal(size=rows) * 12 + 5
    return {
        "name": name,
        "share": share,
        "targets": targets.tolist(),
        "predictions": predictions.tolist(),
        "expected": metrics.mean_pinball_loss(targets, predictions, alpha=share),
    }


document = {
    "madeBy": f"scikit-learn {sklearn.__version__}, scripts/golden/metrics.py",
    "classification": [
        classification("two classes", 60, 2, 20),
        classification("two classes with ties", 60, 2, 3),
        classification("four classes", 80, 4, 20),
        classification("four classes with ties", 80, 4, 4),
        classification("three classes, one never predicted", 50, 3, 30, absent=0),
    ],
    "regression": [regression("values", 40)],
    "multiLabel": [multi_label("three labels", 40, 3, 12), multi_label("four labels with ties", 60, 4, 3)],
    "pinball": [pinball("the first decile", 30, 0.1), pinball("the third quartile", 30, 0.75)],
}
json.dump(document, sys.stdout)
