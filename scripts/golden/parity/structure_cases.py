"""Activations, and what moves, joins and drops numbers."""

import torch
import torch.nn.functional as F

from case_forms import BOTH, IMAGES, ROW, dropped, name_of, one, shape_case
from counted import normal
from layers import Case


def dense(run, x):
    return F.linear(x, run.p["weight"].T, run.p.get("bias"))


ACTIVATIONS = [
    one(kind, lambda run, x, f=forward: f(x), ROW, options=options)
    for kind, forward, options in [
        ("relu", F.relu, {}),
        ("leakyRelu", F.leaky_relu, {}),
        ("leakyRelu", lambda x: F.leaky_relu(x, 0.2), {"slope": 0.2}),
        ("elu", F.elu, {}),
        ("elu", lambda x: F.elu(x, 0.7), {"alpha": 0.7}),
        ("gelu", F.gelu, {}),
        ("gelu", lambda x: F.gelu(x, approximate="tanh"), {"approximation": "tanh"}),
        ("silu", F.silu, {}),
        ("selu", F.selu, {}),
        ("mish", F.mish, {}),
        ("hardSwish", F.hardswish, {}),
        ("softplus", F.softplus, {}),
        ("tanh", torch.tanh, {}),
        ("sigmoid", torch.sigmoid, {}),
        ("softmax", lambda x: F.softmax(x, -1), {}),
    ]
] + [
    one("softmax", lambda run, x: F.softmax(x, -1), [2, 3]),
    one("prelu", lambda run, x: F.prelu(x, run.p["slope"]), IMAGES, {"slope": [1]}),
    one("prelu", lambda run, x: F.prelu(x, run.p["slope"]), IMAGES, {"slope": [2]}, {"shared": False}),
]


def noisy(run, x):
    return x + 0.5 * normal(run.key(), x.numel()).reshape(x.shape) if run.training else x


def waves(run, x):
    """Periodic, as rtdl_num_embeddings writes it."""
    angles = 2 * torch.pi * run.p["frequency"] * x[..., None]
    return torch.cat([torch.sin(angles), torch.cos(angles)], -1)


def filled(x, bins):
    """PiecewiseLinearEncoding of rtdl_num_embeddings, with the bounds of a standard normal distribution."""
    inner = torch.special.ndtri(torch.arange(1, bins) / bins)
    edges = torch.cat([torch.tensor([-3.0]), inner, torch.tensor([3.0])])
    share = (x[..., None] - edges[:-1]) / (edges[1:] - edges[:-1])
    first = share[..., :1].clamp(max=1.0)
    last = share[..., -1:].clamp(min=0.0)
    return torch.cat([first, share[..., 1:-1].clamp(0.0, 1.0), last], -1)


def separate(run, x):
    """NLinear of rtdl_num_embeddings."""
    product = torch.einsum("npi,pio->npo", x, run.p["weight"])
    return product + run.p["bias"] if "bias" in run.p else product


def shared(run, x):
    """LinearBatchEnsemble of tabm, on rows that members have of their own or all alike."""
    x = x[:, None, :] if x.dim() == 2 else x
    y = ((x * run.p["inputScale"]) @ run.p["weight"]) * run.p["outputScale"]
    return y + run.p["bias"] if "bias" in run.p else y


def averaged(run, x):
    """The output of tabm, which LinearEnsemble gives: of each member in training, of all in evaluation."""
    y = separate(run, x)
    return y if run.training else y.mean(1)


def joined(kind, forward, options=None, shapes=([4], [4])):
    layers = [{"id": "layer", "kind": kind, "inputs": ["features", "other"], **(options or {})}]
    blocks = {"features": shapes[0], "other": shapes[1]}
    return Case(name_of(kind, options or {}), layers, lambda run, a, b: forward(a, b), blocks=blocks)


STRUCTURE = [
    one("dense", dense, ROW, {"weight": [4, 3], "bias": [3]}, {"units": 3}),
    one("dense", dense, ROW, {"weight": [4, 3]}, {"units": "outputs", "bias": False}),
    one("dense", dense, [3, 4], {"weight": [4, 2], "bias": [2]}, {"units": 2}),
    shape_case("flatten", lambda x: torch.flatten(x, 1)),
    shape_case("reshape", lambda x: x.reshape(-1, 5, 8), {"shape": [5, 8]}),
    shape_case("permute", lambda x: x.permute(0, 3, 1, 2), {"order": [3, 1, 2]}),
    shape_case("zeroPadding", lambda x: F.pad(x, [2, 2, 2, 2]), {"padding": 2}),
    shape_case("zeroPadding", lambda x: F.pad(x, [0, 2, 1, 0]), {"padding": [[1, 0], [0, 2]]}),
    joined("add", torch.add),
    joined("multiply", torch.mul),
    joined("concatenate", lambda a, b: torch.cat([a, b], 1), shapes=([2, 3], [1, 3])),
    joined("concatenate", lambda a, b: torch.cat([a, b], -1), {"axis": -1}, ([2, 3], [2, 1])),
    one("dropout", lambda run, x: dropped(run, x, 0.4, 2), ROW, options={"rate": 0.4}, modes=BOTH),
    one("dropout", lambda run, x: F.dropout(x, 0.0, run.training), ROW, options={"rate": 0}, modes=BOTH),
    one("spatialDropout", lambda run, x: dropped(run, x, 0.4, 2), IMAGES, options={"rate": 0.4}, modes=BOTH),
    one("stochasticDepth", lambda run, x: dropped(run, x, 0.4, 1), IMAGES, options={"rate": 0.4}, modes=BOTH, by="formula"),
    one("gaussianNoise", noisy, ROW, options={"standardDeviation": 0.5}, modes=BOTH, by="formula"),
    one("periodic", waves, ROW, {"frequency": [4, 3]}, {"frequencies": 3, "scale": 0.5}, by="formula"),
    one("featureScale", lambda run, x: x * run.p["scale"], ROW, {"scale": [4]}, by="formula"),
    one("piecewiseLinear", lambda run, x: filled(x, 5), ROW, options={"bins": 5}, by="formula"),
    one("separateDense", separate, [3, 4], {"weight": [3, 4, 2], "bias": [3, 2]}, {"units": 2}, by="formula"),
    one("separateDense", separate, [3, 4], {"weight": [3, 4, 2]}, {"units": 2, "bias": False}, by="formula"),
    one(
        "batchEnsembleDense", shared, ROW,
        {"weight": [4, 2], "inputScale": [3, 4], "outputScale": [3, 2], "bias": [3, 2]},
        {"units": 2, "members": 3}, by="formula",
    ),
    one(
        "batchEnsembleDense", shared, [3, 4],
        {"weight": [4, 2], "inputScale": [3, 4], "outputScale": [3, 2]},
        {"units": 2, "members": 3, "bias": False}, by="formula",
    ),
    one(
        "ensembleHead", averaged, [2, 4], {"weight": [2, 4, 3], "bias": [2, 3]}, {"units": "outputs"},
        modes=BOTH, by="formula", last=True,
    ),
]
