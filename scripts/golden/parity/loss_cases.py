"""The training of a 5-6-outputs network with each loss. The losses' own values and gradients are in ../losses.py."""

import torch
import torch.nn.functional as F

from counted import codes, numbers
from trajectory import FEATURES, MOMENTUM, ROWS, linear, starting, train

HIDDEN = 6
WEIGHTS = [0.5, 2.0, 1.25]
QUANTILES = [0.1, 0.5, 0.9]


def rounded(tensor):
    """Numbers that survive JSON exactly and read well."""
    return torch.round(tensor * 1e3) / 1e3


CLASSES = codes("classes", [ROWS], 1, 3)
BINARY = codes("binary", [ROWS], 1, 2)
LABELS = codes("labels", [ROWS, 3], 1, 2).double()
VALUES = rounded(numbers("values", [ROWS, 2], 1, -2, 2))
COUNTS = codes("counts", [ROWS, 2], 1, 6).double()
QUARTERS = torch.tensor([[0, 0.25, 0.75], [0.5, 0.25, 0.25], [0.125, 0.125, 0.75], [1, 0, 0]]).repeat(ROWS // 4, 1)


def focal(z, y, gamma=2.0, alpha=1.0):
    p = F.softmax(z, 1).gather(1, y[:, None])[:, 0]
    return (-alpha * (1 - p) ** gamma * p.log()).mean()


def sigmoid_focal(z, t, gamma=2.0, alpha=0.25):
    p = torch.where(t == 1, torch.sigmoid(z), torch.sigmoid(-z))
    return (-torch.where(t == 1, alpha, 1 - alpha) * (1 - p) ** gamma * p.log()).mean()


def hinge(z, y):
    right = z.gather(1, y[:, None])[:, 0]
    others = z.masked_fill(F.one_hot(y, 3).bool(), -torch.inf).max(1).values
    return torch.clamp(1 + others - right, min=0).mean()


def quantile(z, y):
    q = torch.tensor(QUANTILES)
    errors = y.unsqueeze(2) - z.view(len(z), 2, 3)
    return torch.maximum(q * errors, (q - 1) * errors).mean()


# Each with its options, the kind of target, the target, the number of outputs, the loss, and whether PyTorch has it.
CASES = [
    ("softmaxCrossEntropy", {}, "classes", CLASSES, 3, F.cross_entropy, "torch"),
    (
        "softmaxCrossEntropy",
        {"classWeights": WEIGHTS},
        "classes",
        CLASSES,
        3,
        lambda z, y: F.cross_entropy(z, y, torch.tensor(WEIGHTS)),
        "torch",
    ),
    (
        "softmaxCrossEntropy",
        {"labelSmoothing": 0.15},
        "classes",
        CLASSES,
        3,
        lambda z, y: F.cross_entropy(z, y, label_smoothing=0.15),
        "torch",
    ),
    (
        "softmaxCrossEntropy",
        {"classWeights": WEIGHTS, "labelSmoothing": 0.15},
        "classes",
        CLASSES,
        3,
        lambda z, y: F.cross_entropy(z, y, torch.tensor(WEIGHTS), label_smoothing=0.15),
        "torch",
    ),
    (
        "sigmoidCrossEntropy",
        {},
        "classes",
        BINARY,
        1,
        lambda z, y: F.binary_cross_entropy_with_logits(z[:, 0], y.double()),
        "torch",
    ),
    ("sigmoidCrossEntropy", {}, "labels", LABELS, 3, F.binary_cross_entropy_with_logits, "torch"),
    (
        "sigmoidCrossEntropy",
        {"positiveWeights": WEIGHTS, "labelSmoothing": 0.1},
        "labels",
        LABELS,
        3,
        lambda z, y: F.binary_cross_entropy_with_logits(z, y * 0.9 + 0.05, pos_weight=torch.tensor(WEIGHTS)),
        "torch",
    ),
    ("focal", {}, "classes", CLASSES, 3, focal, "formula"),
    (
        "focal",
        {"gamma": 0.5, "alpha": WEIGHTS},
        "classes",
        CLASSES,
        3,
        lambda z, y: focal(z, y, 0.5, torch.tensor(WEIGHTS)[y]),
        "formula",
    ),
    ("focal", {"alpha": 0.25}, "labels", LABELS, 3, sigmoid_focal, "formula"),
    ("hinge", {}, "classes", CLASSES, 3, hinge, "formula"),
    (
        "focal",
        {"alpha": 0.25, "gamma": 1.5},
        "classes",
        BINARY,
        1,
        lambda z, y: sigmoid_focal(z[:, 0], y, 1.5, 0.25),
        "formula",
    ),
    (
        "focal",
        {"oneAgainstRest": True, "alpha": 0.25},
        "classes",
        CLASSES,
        3,
        lambda z, y: sigmoid_focal(z, F.one_hot(y, 3)),
        "formula",
    ),
    (
        "sigmoidCrossEntropy",
        {"classWeights": WEIGHTS[:2]},
        "classes",
        BINARY,
        1,
        # The sigmoid of z is the softmax of (0, z), whose weighted mean divides by the sum of the weights.
        lambda z, y: F.cross_entropy(torch.cat([torch.zeros_like(z), z], 1), y, torch.tensor(WEIGHTS[:2])),
        "torch",
    ),
    ("hinge", {}, "classes", BINARY, 1, lambda z, y: torch.clamp(1 - (2 * y - 1) * z[:, 0], min=0).mean(), "formula"),
    ("hinge", {"form": "westonWatkins"}, "classes", CLASSES, 3, F.multi_margin_loss, "torch"),
    (
        "hinge",
        {"form": "westonWatkins", "squared": True, "margin": 1.5},
        "classes",
        CLASSES,
        3,
        lambda z, y: F.multi_margin_loss(z, y, p=2, margin=1.5),
        "torch",
    ),
    ("meanSquaredError", {}, "values", VALUES, 2, F.mse_loss, "torch"),
    ("meanAbsoluteError", {}, "values", VALUES, 2, F.l1_loss, "torch"),
    ("huber", {"delta": 0.7}, "values", VALUES, 2, lambda z, y: F.huber_loss(z, y, delta=0.7), "torch"),
    ("logCosh", {}, "values", VALUES, 2, lambda z, y: torch.log(torch.cosh(z - y)).mean(), "formula"),
    (
        "klDivergence",
        {},
        "values",
        QUARTERS,
        3,
        lambda z, y: F.kl_div(F.log_softmax(z, 1), y, reduction="batchmean"),
        "torch",
    ),
    ("poisson", {}, "values", COUNTS, 2, F.poisson_nll_loss, "torch"),
    ("poisson", {"full": True}, "values", COUNTS, 2, lambda z, y: F.poisson_nll_loss(z, y, full=True), "torch"),
    ("quantile", {"quantiles": QUANTILES}, "values", VALUES, 6, quantile, "formula"),
]


def layers_of(outputs):
    return [
        {"id": "hidden", "kind": "dense", "units": HIDDEN},
        {"id": "tanh", "kind": "tanh"},
        {"id": "output", "kind": "dense", "units": outputs},
    ]


def network(parameters, blocks, _step):
    return linear(torch.tanh(linear(blocks["features"], parameters, "hidden")), parameters, "output")


def start_of(outputs, seed):
    shapes = {"hidden.weight": [FEATURES, HIDDEN], "hidden.bias": [HIDDEN]}
    return starting({**shapes, "output.weight": [HIDDEN, outputs], "output.bias": [outputs]}, seed)


def features_of(seed):
    return {"features": numbers("features", [ROWS, FEATURES], seed)}


def loss_goldens():
    cases = []
    for seed, (kind, options, target_kind, target, outputs, loss, by) in enumerate(CASES, 1):
        told = "".join(f", {key} {value}" for key, value in options.items())
        case = {"name": f"{kind} of {target_kind}{told}", "by": by, "seed": seed, "layers": layers_of(outputs)}
        trajectory = train(network, loss, features_of(seed), target, start_of(outputs, seed), seed)
        told = {"kind": target_kind, "outputs": outputs, "data": target.flatten().tolist()}
        cases.append(
            {
                **case,
                "target": told,
                "trajectory": {"optimizer": MOMENTUM, "loss": {"kind": kind, **options}, **trajectory},
            }
        )
    return cases
