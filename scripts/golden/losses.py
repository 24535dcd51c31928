"""Losses and their gradients by PyTorch in float64, for test/golden/losses.json.

PyTorch has no focal, Crammer-Singer, pinball or log-cosh loss; those are written here as their papers have them, and
differentiated by PyTorch; the values of the second and third are held against scikit-learn's.

    pip install torch==2.13.0 scikit-learn==1.9.1
    python scripts/golden/losses.py > test/golden/losses.json
"""

import json
import sys

import torch
import torch.nn.functional as F
from sklearn import metrics

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
generator = torch.Generator().manual_seed(20240517)
ROWS = 7
cases = []


def rounded(tensor):
    """Numbers that survive JSON exactly and read well."""
    return torch.round(tensor * 1e4) / 1e4


def normal(*shape):
    return rounded(torch.randn(*shape, generator=generator) * 2)


def case(name, kind, target_kind, output, target, loss, options=None):
    output = output.clone().requires_grad_(True)
    value = loss(output)
    value.backward()
    cases.append(
        {
            "name": name,
            "kind": kind,
            "options": options or {},
            "target": target_kind,
            "outputs": output.detach().tolist(),
            "targets": target.tolist(),
            "loss": value.item(),
            "gradient": output.grad.flatten().tolist(),
        }
    )


classes = torch.randint(0, 4, (ROWS,), generator=generator)
logits = normal(ROWS, 4)
weights = [0.5, 2.0, 1.25, 3.0]
w = torch.tensor(weights)
for name, options, arguments in [
    ("softmax cross-entropy", {}, {}),
    ("softmax cross-entropy with class weights", {"classWeights": weights}, {"weight": w}),
    ("softmax cross-entropy with smoothing", {"labelSmoothing": 0.15}, {"label_smoothing": 0.15}),
    (
        "softmax cross-entropy with class weights and smoothing",
        {"classWeights": weights, "labelSmoothing": 0.15},
        {"weight": w, "label_smoothing": 0.15},
    ),
]:
    case(name, "softmaxCrossEntropy", "classes", logits, classes, lambda z: F.cross_entropy(z, classes, **arguments), options)

binary = torch.randint(0, 2, (ROWS,), generator=generator)
single = normal(ROWS, 1)
case(
    "sigmoid cross-entropy with one output",
    "sigmoidCrossEntropy",
    "classes",
    single,
    binary,
    lambda z: F.binary_cross_entropy_with_logits(z[:, 0], binary.double()),
)
case(
    # σ(z) is the softmax of (0, z), whose weighted mean divides by the sum of the weights.
    "sigmoid cross-entropy with one output and class weights",
    "sigmoidCrossEntropy",
    "classes",
    single,
    binary,
    lambda z: F.cross_entropy(torch.cat([torch.zeros_like(z), z], 1), binary, weight=torch.tensor([0.5, 2.0])),
    {"classWeights": [0.5, 2.0]},
)
labels = torch.randint(0, 2, (ROWS, 3), generator=generator).double()
labelled = normal(ROWS, 3)
case(
    "sigmoid cross-entropy of labels",
    "sigmoidCrossEntropy",
    "labels",
    labelled,
    labels,
    lambda z: F.binary_cross_entropy_with_logits(z, labels),
)
positive = [0.3, 2.0, 5.0]
case(
    "sigmoid cross-entropy of labels with positive weights and smoothing",
    "sigmoidCrossEntropy",
    "labels",
    labelled,
    labels,
    lambda z: F.binary_cross_entropy_with_logits(z, labels * 0.9 + 0.05, pos_weight=torch.tensor(positive)),
    {"positiveWeights": positive, "labelSmoothing": 0.1},
)


def softmax_focal(z, gamma, alpha):
    p = F.softmax(z, 1)[torch.arange(ROWS), classes]
    return (-alpha * (1 - p) ** gamma * p.log()).mean()


def sigmoid_focal(z, t, gamma, alpha):
    p = torch.where(t == 1, torch.sigmoid(z), torch.sigmoid(-z))
    a = torch.where(t == 1, alpha, 1 - alpha)
    return (-a * (1 - p) ** gamma * p.log()).mean()


case("focal loss of classes", "focal", "classes", logits, classes, lambda z: softmax_focal(z, 2, 1))
case(
    "focal loss of classes with weights",
    "focal",
    "classes",
    logits,
    classes,
    lambda z: softmax_focal(z, 0.5, w[classes]),
    {"gamma": 0.5, "alpha": weights},
)
case(
    "focal loss of labels",
    "focal",
    "labels",
    labelled,
    labels,
    lambda z: sigmoid_focal(z, labels, 2, torch.tensor(0.25)),
    {"alpha": 0.25},
)
case(
    "focal loss with one output",
    "focal",
    "classes",
    single,
    binary,
    lambda z: sigmoid_focal(z[:, 0], binary, 1.5, torch.tensor(0.25)),
    {"alpha": 0.25, "gamma": 1.5},
)


def crammer_singer(z, power):
    right = z[torch.arange(ROWS), classes]
    others = z.masked_fill(F.one_hot(classes, 4).bool(), -torch.inf).max(1).values
    return torch.clamp(1 + others - right, min=0).pow(power).mean()


case("hinge loss of classes", "hinge", "classes", logits, classes, lambda z: crammer_singer(z, 1))
assert abs(cases[-1]["loss"] - metrics.hinge_loss(classes, logits, labels=range(4))) < 1e-12
case(
    "squared hinge loss of classes", "hinge", "classes", logits, classes, lambda z: crammer_singer(z, 2), {"squared": True}
)
for power in (1, 2):
    case(
        f"hinge loss of all pairs, to the power of {power}",
        "hinge",
        "classes",
        logits,
        classes,
        lambda z: F.multi_margin_loss(z, classes, p=power, margin=1.5),
        {"form": "westonWatkins", "squared": power == 2, "margin": 1.5},
    )
signs = 2 * binary - 1
case(
    "hinge loss with one output",
    "hinge",
    "classes",
    single,
    binary,
    lambda z: torch.clamp(1 - signs * z[:, 0], min=0).mean(),
)

values, wanted = normal(ROWS, 3), normal(ROWS, 3)
for name, kind, loss, options in [
    ("squared error", "meanSquaredError", lambda z: F.mse_loss(z, wanted), {}),
    ("absolute error", "meanAbsoluteError", lambda z: F.l1_loss(z, wanted), {}),
    ("Huber's loss", "huber", lambda z: F.huber_loss(z, wanted, delta=0.7), {"delta": 0.7}),
    ("log-cosh", "logCosh", lambda z: torch.log(torch.cosh(z - wanted)).mean(), {}),
]:
    case(f"{name} of several values", kind, "values", values, wanted, loss, options)

shares = F.softmax(normal(ROWS, 3), 1)
shares[0] = torch.tensor([0.0, 0.25, 0.75])
case(
    "Kullback-Leibler divergence",
    "klDivergence",
    "values",
    values,
    shares,
    lambda z: F.kl_div(F.log_softmax(z, 1), shares, reduction="batchmean"),
)

counts = torch.randint(0, 6, (ROWS, 2), generator=generator).double()
rates = normal(ROWS, 2)
for full in (False, True):
    case(
        f"Poisson{', full' if full else ''}",
        "poisson",
        "values",
        rates,
        counts,
        lambda z: F.poisson_nll_loss(z, counts, log_input=True, full=full),
        {"full": full},
    )

quantiles = [0.05, 0.5, 0.9]
pair = normal(ROWS, 2)
spread = normal(ROWS, 6)


def pinball(z):
    q = torch.tensor(quantiles)
    errors = pair.unsqueeze(2) - z.view(ROWS, 2, 3)
    return torch.maximum(q * errors, (q - 1) * errors).mean()


case("quantiles of two values", "quantile", "values", spread, pair, pinball, {"quantiles": quantiles})
by_hand = [
    metrics.mean_pinball_loss(pair[:, value], spread[:, 3 * value + index], alpha=q)
    for value in range(2)
    for index, q in enumerate(quantiles)
]
assert abs(cases[-1]["loss"] - sum(by_hand) / 6) < 1e-12

json.dump({"madeBy": f"PyTorch {torch.__version__.split('+')[0]}, scripts/golden/losses.py", "cases": cases}, sys.stdout)
