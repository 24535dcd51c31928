"""Target statistics of categories by scikit-learn's TargetEncoder, for test/golden/target-statistics.json.

    pip install scikit-learn==1.9.1
    python scripts/golden/target_statistics.py > test/golden/target-statistics.json
"""

import json
import sys

import numpy as np
import sklearn
from sklearn.model_selection import PredefinedSplit
from sklearn.preprocessing import TargetEncoder

random = np.random.default_rng(20241127)

ROWS = 120
FOLDS = 5


def case(name, target_type, targets):
    """One column of a few common and many rare words, encoded with all rows and fold by fold."""
    words = np.array([f"w{min(int(place), 30)}" for place in random.exponential(6, ROWS)], dtype=object)
    folds = random.permutation(np.arange(ROWS) % FOLDS)
    column = words.reshape(-1, 1)
    splits = list(PredefinedSplit(folds).split())
    encoder = TargetEncoder(smooth="auto", target_type=target_type, cv=splits)
    crossed = encoder.fit_transform(column, targets)
    # Unseen words stand for new rows.
    new = np.array([["w0"], ["w1"], ["never seen"]], dtype=object)
    return {
        "name": name,
        "words": words.tolist(),
        "targets": targets.tolist(),
        "folds": folds.tolist(),
        "categories": encoder.categories_[0].tolist(),
        "expected": {
            "means": [mean.tolist() for mean in encoder.encodings_],
            "crossFitted": crossed.T.tolist(),
            "unseen": encoder.transform(new)[2].tolist(),
        },
    }


json.dump(
    {
        "madeBy": f"scikit-learn {sklearn.__version__}, scripts/golden/target_statistics.py",
        "cases": [
            case("numbers", "continuous", np.round(random.normal(size=ROWS) * 30 + 100, 3)),
            case("two classes", "binary", np.array(["no", "yes"])[random.integers(0, 2, ROWS)]),
            case("four classes", "multiclass", np.array(list("abcd"))[random.integers(0, 4, ROWS)]),
        ],
    },
    sys.stdout,
)
