"""Writes small tables beside the bundled ones, as CSV files with the target last.

    python further_tables.py FOLDER
"""

import csv
import os
import sys

import numpy as np
from sklearn.datasets import load_iris, make_classification, make_friedman1, make_friedman3, make_moons


def numbered(features, target, name="y"):
    header = [f"x{place + 1}" for place in range(features.shape[1])] + [name]
    return header, [[*(f"{value:.6g}" for value in row), label] for row, label in zip(features, target)]


def iris():
    data = load_iris()
    return numbered(data.data, [data.target_names[label] for label in data.target], "species")


def friedman1():
    features, target = make_friedman1(n_samples=300, n_features=10, noise=1.0, random_state=1)
    return numbered(features, [f"{value:.6g}" for value in target])


def friedman3():
    features, target = make_friedman3(n_samples=200, noise=0.1, random_state=2)
    return numbered(features, [f"{value:.6g}" for value in target])


def steps():
    """Thresholds and interactions of a few columns among useless ones, as trees like them."""
    random = np.random.default_rng(3)
    features = random.normal(size=(400, 8))
    target = 2.0 * (features[:, 0] > 0.3) + 1.5 * (features[:, 1] > 0) * (features[:, 2] > 0)
    target += np.where(features[:, 3] > 1, -2.0, 0.0) + random.normal(scale=0.5, size=400)
    return numbered(features, [f"{value:.6g}" for value in target])


def moons():
    features, target = make_moons(n_samples=250, noise=0.3, random_state=4)
    noise = np.random.default_rng(4).normal(size=(250, 4))
    return numbered(np.hstack([features, noise]), [f"side {label}" for label in target], "side")


def classes214():
    """214 rows, 6 uneven classes, as small and hard as tables of measurements are."""
    features, target = make_classification(
        n_samples=214, n_features=9, n_informative=6, n_redundant=2, n_classes=6, n_clusters_per_class=1,
        weights=[0.33, 0.35, 0.08, 0.06, 0.05, 0.13], class_sep=1.2, flip_y=0.05, random_state=5,
    )
    return numbered(features, [f"kind {label}" for label in target], "kind")


def categories():
    """Numbers with gaps and three columns of categories, one of them with 40, whose effects differ."""
    random = np.random.default_rng(6)
    rows = 500
    numbers = random.lognormal(size=(rows, 3))
    place = random.integers(0, 40, rows)
    color = random.integers(0, 4, rows)
    size = random.integers(0, 3, rows)
    score = 0.8 * np.log(numbers[:, 0]) + random.normal(size=40)[place] + np.array([1, 0, -1, 0])[color]
    score += np.where(size == 2, np.log(numbers[:, 1]), 0) + random.logistic(scale=0.5, size=rows)
    header = ["amount", "rate", "weight", "place", "color", "size", "bought"]
    cells = [[f"{value:.4g}" for value in row] for row in numbers]
    for row in cells:
        if random.random() < 0.1:
            row[2] = ""
    words = [
        [*row, f"town {place[n]}", ["red", "blue", "green", "grey"][color[n]], ["S", "M", "L"][size[n]],
         "yes" if score[n] > 0 else "no"]
        for n, row in enumerate(cells)
    ]
    return header, words


def main(folder):
    os.makedirs(folder + ".part", exist_ok=True)
    for table in [iris, friedman1, friedman3, steps, moons, classes214, categories]:
        header, rows = table()
        with open(os.path.join(folder + ".part", f"{table.__name__}.csv"), "w", newline="") as file:
            csv.writer(file).writerows([header, *rows])
    os.replace(folder + ".part", folder)


main(*sys.argv[1:])
