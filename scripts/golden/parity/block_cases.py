"""Blocks of layers, and layers that share."""

import torch
import torch.nn.functional as F
from torch.func import functional_call

from case_forms import BOTH, ROW, TIMES
from layers import Case
from sequence_cases import ATTENTION_SHAPES, in_projection


def encoder_case(form, activation):
    """An encoder block, as `transformerEncoderBlock` writes it, against PyTorch's layer."""
    theirs = torch.nn.TransformerEncoderLayer(
        4, 2, 6, dropout=0.0, activation=activation, batch_first=True, norm_first=form == "preactivation"
    )
    normalizations = ["layer-normalization1", "layer-normalization2"]
    if form == "original":
        normalizations = ["layer-attended", "layer"]
    shapes = {f"layer-attention.{name}": size for name, size in ATTENTION_SHAPES.items()}
    shapes |= {"layer-dense1.weight": [4, 6], "layer-dense1.bias": [6]}
    shapes |= {"layer-dense2.weight": [6, 4], "layer-dense2.bias": [4]}
    shapes |= {f"{layer}.{name}": [4] for layer in normalizations for name in ["scale", "shift"]}

    def forward(run, x):
        attention = {name: run.all[f"layer-attention.{name}"] for name in ATTENTION_SHAPES}
        weights = in_projection(attention, "self_attn.")
        for number in [1, 2]:
            weights[f"linear{number}.weight"] = run.all[f"layer-dense{number}.weight"].T
            weights[f"linear{number}.bias"] = run.all[f"layer-dense{number}.bias"]
            weights[f"norm{number}.weight"] = run.all[f"{normalizations[number - 1]}.scale"]
            weights[f"norm{number}.bias"] = run.all[f"{normalizations[number - 1]}.shift"]
        return functional_call(theirs, weights, (x,))

    block = {"kind": "transformerEncoderBlock", "units": 4, "heads": 2, "hidden": 6, "form": form, "activation": activation}
    return Case(f"encoder block, {form}, {activation}", [block], forward, blocks={"features": TIMES}, shapes=shapes)


def chained():
    """A convolution, batch normalization, ReLU and max pooling, each on what the one before it made."""
    layers = [
        {"id": "convolution", "kind": "convolution2d", "units": 3, "kernel": 3, "padding": 1, "bias": False},
        {"id": "normalization", "kind": "batchNormalization"},
        {"id": "activation", "kind": "relu"},
        {"id": "layer", "kind": "maxPool2d"},
    ]
    buffers = {"normalization.runningMean": [3], "normalization.runningVariance": [3]}
    shapes = {"convolution.weight": [3, 2, 3, 3], "normalization.scale": [3], "normalization.shift": [3]}

    def forward(run, x):
        mean, variance = [run.buffers[name] for name in buffers]
        y = F.conv2d(x, run.all["convolution.weight"], padding=1)
        y = F.batch_norm(y, mean, variance, run.all["normalization.scale"], run.all["normalization.shift"], run.training)
        return F.max_pool2d(F.relu(y), 2)

    blocks = {"features": [2, 4, 4]}
    name = "convolution, batch normalization, ReLU, max pooling"
    return Case(name, layers, forward, blocks=blocks, shapes=shapes, buffers=buffers, modes=BOTH)


def residual():
    """A residual block with two convolutions and a projecting shortcut, as `residualBlock` writes it."""
    units, inputs, kernels = 4, 2, {"convolution1": 3, "convolution2": 3, "shortcut": 1}
    norms = {"convolution1": "normalization1", "convolution2": "normalization2", "shortcut": "shortcutNormalization"}
    shapes, buffers = {}, {}
    for part, kernel in kernels.items():
        before = units if part == "convolution2" else inputs
        shapes[f"layer-{part}.weight"] = [units, before, kernel, kernel]
        shapes[f"layer-{norms[part]}.scale"] = shapes[f"layer-{norms[part]}.shift"] = [units]
        buffers[f"layer-{norms[part]}.runningMean"] = buffers[f"layer-{norms[part]}.runningVariance"] = [units]

    def convolved(run, x, part, **options):
        norm = f"layer-{norms[part]}"
        y = F.conv2d(x, run.all[f"layer-{part}.weight"], **options)
        mean, variance = run.buffers[f"{norm}.runningMean"], run.buffers[f"{norm}.runningVariance"]
        return F.batch_norm(y, mean, variance, run.all[f"{norm}.scale"], run.all[f"{norm}.shift"], run.training)

    def forward(run, x):
        y = F.relu(convolved(run, x, "convolution1", padding=1, stride=2))
        y = convolved(run, y, "convolution2", padding=1)
        return F.relu(y + convolved(run, x, "shortcut", stride=2))

    block = {"kind": "residualBlock", "inputUnits": inputs, "units": units, "stride": 2}
    blocks = {"features": [2, 4, 4]}
    return Case("residual block", [block], forward, blocks=blocks, shapes=shapes, buffers=buffers, modes=BOTH)


def shared():
    """A dense layer that is applied twice."""
    layers = [
        {"id": "first", "kind": "dense", "units": 4, "inputs": ["features"]},
        {"id": "between", "kind": "tanh"},
        {"id": "layer", "shares": "first"},
    ]

    def forward(run, x):
        weight, bias = run.all["first.weight"].T, run.all["first.bias"]
        return F.linear(torch.tanh(F.linear(x, weight, bias)), weight, bias)

    shapes = {"first.weight": [4, 4], "first.bias": [4]}
    return Case("one dense layer twice", layers, forward, blocks={"features": ROW}, shapes=shapes)


BLOCKS = [
    encoder_case("preactivation", "gelu"),
    encoder_case("original", "relu"),
    encoder_case("original", "gelu"),
    residual(),
    chained(),
    shared(),
]
