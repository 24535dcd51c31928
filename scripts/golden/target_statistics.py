"""Target statistics of categories by scikit-learn's TargetEncoder, for test/golden/target-statistics.json.

    pip install scikit-learn==1.9.1
    python scripts/golden/target_statistics.py > test/golden/target-statistics.json
"""

import json
import sys

import numpy as np
import sklearn
from sklearn.preprocessing import TargetEncoder

random = np.random.default_rng(20241127)

ROWS = 200
FOLDS = 5


def smoothing(words, numbers):
    """m = σ²/τ² of the random-effects model, by the moments of the analysis of variance (Searle et al., 1992)."""
    groups = [numbers[words == word] for word in sorted(set(words), key=str)]
    sizes = np.array([len(group) for group in groups])
    within = sum(((group - group.mean()) ** 2).sum() for group in groups) / (len(numbers) - len(groups))
    means = np.array([group.mean() for group in groups])
    between = (sizes * (means - numbers.mean()) ** 2).sum() - (len(groups) - 1) * within
    between /= len(numbers) - (sizes**2).sum() / len(numbers)
    assert between > 0, "categories that tell nothing: TargetEncoder takes no infinite smoothing"
    return within / between


def encoded(words, numbers, wanted):
    """The encodings of the wanted words by those of all."""
    encoder = TargetEncoder(smooth=smoothing(words, numbers), target_type="continuous")
    encoder.fit(words.reshape(-1, 1), numbers)
    return encoder.transform(np.array(wanted, dtype=object).reshape(-1, 1))[:, 0]


def case(name, words, targets, quantities):
    """One column of words, encoded with all rows and fold by fold, for each quantity of the target."""
    folds = random.permutation(np.arange(ROWS) % FOLDS)
    categories = sorted(set(words) - {None})
    crossed = np.zeros((len(quantities), ROWS))
    for place, numbers in enumerate(quantities):
        for fold in range(FOLDS):
            own, others = folds == fold, folds != fold
            # How far from the mean of the other folds, and the mean of all: by itself the former tells of the own fold.
            shift = numbers.mean() - numbers[others].mean()
            crossed[place, own] = encoded(words[others], numbers[others], words[own]) + shift
    return {
        "name": name,
        "words": words.tolist(),
        "targets": targets.tolist(),
        "folds": folds.tolist(),
        "categories": categories,
        "expected": {
            "means": [encoded(words, numbers, categories).tolist() for numbers in quantities],
            "crossFitted": crossed.tolist(),
            "unseen": [encoded(words, numbers, ["never seen"])[0] for numbers in quantities],
            "missing": [encoded(words, numbers, [None])[0] for numbers in quantities],
        },
    }


def drawn():
    """A few common and many rare words, and an effect of each."""
    places = np.minimum(random.exponential(6, ROWS).astype(int), 30)
    return np.array([f"w{place}" for place in places], dtype=object), random.normal(size=31)[places]


def numbers_case():
    words, effects = drawn()
    targets = np.round(30 * (effects + random.normal(size=ROWS)) + 100, 3)
    return case("numbers", words, targets, [targets])


def missing_case():
    words, effects = drawn()
    targets = np.round(30 * (effects + random.normal(size=ROWS)) + 100, 3)
    words[random.random(ROWS) < 0.15] = None
    targets[words == None] += 40  # noqa: E711
    return case("numbers by words of which some are missing", words, targets, [targets])


def classes_case(name, labels):
    words, effects = drawn()
    cuts = np.quantile(effects, np.arange(1, len(labels)) / len(labels))
    codes = np.searchsorted(cuts, effects + 0.5 * random.normal(size=ROWS))
    told = range(1, 2) if len(labels) == 2 else range(len(labels))
    return case(name, words, np.array(labels)[codes], [(codes == code).astype(float) for code in told])


json.dump(
    {
        "madeBy": f"scikit-learn {sklearn.__version__}, scripts/golden/target_statistics.py",
        "cases": [
            numbers_case(),
            classes_case("two classes", ["no", "yes"]),
            classes_case("four classes", list("abcd")),
            missing_case(),
        ],
    },
    sys.stdout,
)
