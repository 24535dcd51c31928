"""A case or more for every kind of layer, by family. Weights have Trainwell's layouts and are turned into PyTorch's."""

import math

import torch
import torch.nn.functional as F
from torch.func import functional_call

from counted import normal, uniform
from layers import Case

IMAGES, SEQUENCE, TIMES, ROW = [2, 4, 5], [2, 7], [4, 4], [4]
BOTH = (True, False)


def name_of(kind, options):
    told = ", ".join(f"{key} {value}" for key, value in options.items())
    return f"{kind}{' with ' + told if told else ''}"


def one(kind, forward, shape, shapes=None, options=None, **more):
    """A case of one layer on one block."""
    options = options or {}
    local = {f"layer.{name}": size for name, size in (shapes or {}).items()}
    layers = [{"id": "layer", "kind": kind, **options}]
    more.setdefault("blocks", {"features": shape})
    return Case(name_of(kind, options), layers, forward, shapes=local, **more)


# Activations and what moves numbers about.


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


def dropped(run, x, rate, axes):
    """Dropout with the mask imposed that the layer's key draws for the first axes."""
    shape = [*x.shape[:axes], *[1] * (x.dim() - axes)]
    kept = uniform(run.key(), math.prod(shape)).reshape(shape) >= rate
    return x * kept / (1 - rate) if run.training else x


def noisy(run, x):
    return x + 0.5 * normal(run.key(), x.numel()).reshape(x.shape) if run.training else x


def shape_case(kind, forward, options=None, shape=IMAGES):
    return one(kind, lambda run, x: forward(x), shape, options=options)


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
]


# Convolutions.


def convolution(kind, units, kernel, options, forward, shape=None, groups=1, bias=True):
    shape = shape or (IMAGES if kind.endswith("2d") else SEQUENCE)
    window = kernel if isinstance(kernel, list) else [kernel] * (len(shape) - 1)
    shapes = {"weight": [units, shape[0] // groups, *window]}
    if bias:
        shapes["bias"] = [units]
    told = {"units": units, "kernel": kernel, **({"groups": groups} if groups > 1 else {}), **options}
    told |= {} if bias else {"bias": False}
    return one(kind, lambda run, x: forward(x, run.p["weight"], run.p.get("bias")), shape, shapes, told)


def conv1d(**given):
    return lambda x, w, b: F.conv1d(x, w, b, **given)


def conv2d(**given):
    return lambda x, w, b: F.conv2d(x, w, b, **given)


def depthwise(multiplier, options, **given):
    channels = IMAGES[0]
    shapes = {"weight": [channels * multiplier, 1, 3, 3], "bias": [channels * multiplier]}
    told = {"kernel": 3, "multiplier": multiplier, **options}
    return one(
        "depthwiseConvolution2d",
        lambda run, x: F.conv2d(x, run.p["weight"], run.p["bias"], groups=channels, **given),
        IMAGES,
        shapes,
        told,
    )


def separable(run, x):
    between = F.conv2d(x, run.p["depthwiseWeight"], None, groups=2, padding=1, stride=2)
    return F.conv2d(between, run.p["pointwiseWeight"], run.p["bias"])


def transposed(kind, units, kernel, options, forward, groups=1, bias=True):
    shape = IMAGES if kind.endswith("2d") else SEQUENCE
    window = kernel if isinstance(kernel, list) else [kernel] * (len(shape) - 1)
    shapes = {"weight": [shape[0], units // groups, *window], **({"bias": [units]} if bias else {})}
    told = {"units": units, "kernel": kernel, **({"groups": groups} if groups > 1 else {}), **options}
    told |= {} if bias else {"bias": False}
    return one(kind, lambda run, x: forward(x, run.p["weight"], run.p.get("bias")), shape, shapes, told)


CONVOLUTIONS = [
    convolution("convolution1d", 3, 3, {}, conv1d()),
    convolution("convolution1d", 3, 4, {"padding": "same"}, conv1d(padding="same")),
    convolution("convolution1d", 2, 3, {"padding": 2, "stride": 2}, conv1d(padding=2, stride=2), bias=False),
    convolution(
        "convolution1d",
        2,
        2,
        {"padding": "causal", "dilation": 2},
        lambda x, w, b: F.conv1d(F.pad(x, [2, 0]), w, b, dilation=2, groups=2),
        groups=2,
    ),
    convolution("convolution2d", 3, 3, {"padding": 1}, conv2d(padding=1)),
    convolution("convolution2d", 3, 2, {"stride": 2}, conv2d(stride=2)),
    convolution("convolution2d", 2, [2, 3], {"padding": "same"}, conv2d(padding="same")),
    convolution("convolution2d", 2, [2, 3], {"padding": [1, 2], "stride": [1, 2]}, conv2d(padding=(1, 2), stride=(1, 2))),
    convolution("convolution2d", 4, 2, {"dilation": 2}, conv2d(dilation=2, groups=2), groups=2, bias=False),
    convolution("convolution2d", 2, 3, {"padding": 2, "dilation": [1, 2]}, conv2d(padding=2, dilation=(1, 2))),
    convolution("convolution2d", 3, 1, {}, conv2d()),
    convolution("convolution2d", 3, 5, {"padding": 2, "stride": 3}, conv2d(padding=2, stride=3)),
    depthwise(1, {"padding": "same"}, padding="same"),
    depthwise(2, {"stride": 2, "padding": 1}, stride=2, padding=1),
    depthwise(1, {"dilation": 2, "padding": 2}, dilation=2, padding=2),
    one(
        "separableConvolution2d",
        separable,
        IMAGES,
        {"depthwiseWeight": [4, 1, 3, 3], "pointwiseWeight": [3, 4, 1, 1], "bias": [3]},
        {"units": 3, "kernel": 3, "multiplier": 2, "padding": 1, "stride": 2},
    ),
    transposed("transposedConvolution1d", 3, 3, {}, F.conv_transpose1d),
    transposed(
        "transposedConvolution1d",
        2,
        4,
        {"stride": 3, "padding": 1, "outputPadding": 2},
        lambda x, w, b: F.conv_transpose1d(x, w, b, stride=3, padding=1, output_padding=2),
        bias=False,
    ),
    transposed(
        "transposedConvolution2d", 3, 2, {"stride": 2}, lambda x, w, b: F.conv_transpose2d(x, w, b, stride=2)
    ),
    transposed(
        "transposedConvolution2d",
        4,
        [2, 3],
        {"stride": [2, 1], "padding": [1, 0], "outputPadding": [1, 0], "dilation": [1, 2]},
        lambda x, w, b: F.conv_transpose2d(
            x, w, b, stride=(2, 1), padding=(1, 0), output_padding=(1, 0), dilation=(1, 2), groups=2
        ),
        groups=2,
    ),
]


# Pooling and upsampling. No two numbers of a case are equal, so no two of a window tie.

POOLING = [
    shape_case("maxPool1d", lambda x: F.max_pool1d(x, 2), None, SEQUENCE),
    shape_case(
        "maxPool1d", lambda x: F.max_pool1d(x, 3, 2, 1), {"kernel": 3, "stride": 2, "padding": 1}, SEQUENCE
    ),
    shape_case("maxPool2d", lambda x: F.max_pool2d(x, 2)),
    shape_case("maxPool2d", lambda x: F.max_pool2d(x, 3, 1), {"kernel": 3, "stride": 1}),
    shape_case(
        "maxPool2d", lambda x: F.max_pool2d(x, 3, (1, 2), 1), {"kernel": 3, "stride": [1, 2], "padding": 1}
    ),
    shape_case("maxPool2d", lambda x: F.max_pool2d(x, 3, ceil_mode=True), {"kernel": 3, "ceilMode": True}),
    shape_case(
        "maxPool2d",
        lambda x: F.max_pool2d(x, 2, 3, 1, ceil_mode=True),
        {"kernel": 2, "stride": 3, "padding": 1, "ceilMode": True},
    ),
    shape_case("averagePool1d", lambda x: F.avg_pool1d(x, 2), None, SEQUENCE),
    shape_case(
        "averagePool1d",
        lambda x: F.avg_pool1d(x, 3, 2, 1, ceil_mode=True),
        {"kernel": 3, "stride": 2, "padding": 1, "ceilMode": True},
        SEQUENCE,
    ),
    shape_case("averagePool2d", lambda x: F.avg_pool2d(x, 2)),
    shape_case("averagePool2d", lambda x: F.avg_pool2d(x, 3, 1), {"kernel": 3, "stride": 1}),
    shape_case("averagePool2d", lambda x: F.avg_pool2d(x, 3, 2, 1), {"kernel": 3, "stride": 2, "padding": 1}),
    shape_case(
        "averagePool2d",
        lambda x: F.avg_pool2d(x, 3, 2, 1, count_include_pad=False),
        {"kernel": 3, "stride": 2, "padding": 1, "countPadding": False},
    ),
    shape_case(
        "averagePool2d",
        lambda x: F.avg_pool2d(x, (3, 2), (2, 3), (1, 1), ceil_mode=True),
        {"kernel": [3, 2], "stride": [2, 3], "padding": 1, "ceilMode": True},
    ),
    shape_case(
        "averagePool2d",
        lambda x: F.avg_pool2d(x, 3, ceil_mode=True, count_include_pad=False),
        {"kernel": 3, "ceilMode": True, "countPadding": False},
    ),
    shape_case("globalMaxPool", lambda x: F.adaptive_max_pool2d(x, 1).flatten(1)),
    shape_case("globalAveragePool", lambda x: F.adaptive_avg_pool2d(x, 1).flatten(1)),
    shape_case("globalAveragePool", lambda x: F.adaptive_avg_pool1d(x, 1).flatten(1), None, SEQUENCE),
    shape_case(
        "upsample", lambda x: F.interpolate(x, scale_factor=(2, 3)), {"factor": [2, 3]}, [2, 2, 3]
    ),
    shape_case(
        "upsample",
        lambda x: F.interpolate(x, scale_factor=(3, 2), mode="bilinear"),
        {"factor": [3, 2], "method": "linear"},
        [2, 2, 3],
    ),
    shape_case("upsample", lambda x: F.interpolate(x, scale_factor=2, mode="linear"), {"method": "linear"}, [2, 4]),
]


# Normalization.


def batch_norm(momentum=0.1, epsilon=1e-5):
    def forward(run, x):
        mean, variance = run.buffers["layer.runningMean"], run.buffers["layer.runningVariance"]
        return F.batch_norm(x, mean, variance, run.p["scale"], run.p["shift"], run.training, momentum, epsilon)

    return forward


def batch_case(shape, options=None):
    given = options or {}
    size = [shape[0]]
    return one(
        "batchNormalization",
        batch_norm(**given),
        shape,
        {"scale": size, "shift": size},
        given,
        buffers={"layer.runningMean": size, "layer.runningVariance": size},
        modes=BOTH,
    )


def norm_case(kind, forward, shape, size, options=None, shift=True):
    """A normalization without memory, with a scale and a shift of a size, or without."""
    shapes = {} if size is None else {"scale": size, **({"shift": size} if shift else {})}
    return one(kind, lambda run, x: forward(x, run.p.get("scale"), run.p.get("shift")), shape, shapes, options)


NORMALIZATION = [
    batch_case([4]),
    batch_case([2, 3, 2]),
    batch_case([3, 4], {"momentum": 0.3, "epsilon": 0.01}),
    norm_case("layerNormalization", lambda x, w, b: F.layer_norm(x, [4], w, b), ROW, [4]),
    norm_case(
        "layerNormalization",
        lambda x, w, b: F.layer_norm(x, [3, 4], w, b, 0.01),
        [2, 3, 4],
        [3, 4],
        {"axes": [-2, -1], "epsilon": 0.01},
    ),
    norm_case("layerNormalization", lambda x, w, b: F.layer_norm(x, [4]), [3, 4], None, {"affine": False}),
    norm_case("groupNormalization", lambda x, w, b: F.group_norm(x, 2, w, b), [4, 2, 3], [4], {"groups": 2}),
    norm_case(
        "groupNormalization",
        lambda x, w, b: F.group_norm(x, 1, eps=0.01),
        [4],
        None,
        {"groups": 1, "epsilon": 0.01, "affine": False},
    ),
    norm_case("instanceNormalization", lambda x, w, b: F.instance_norm(x), IMAGES, None),
    norm_case(
        "instanceNormalization",
        lambda x, w, b: F.instance_norm(x, weight=w, bias=b, eps=0.01),
        SEQUENCE,
        [2],
        {"affine": True, "epsilon": 0.01},
    ),
    norm_case("rmsNormalization", lambda x, w, b: F.rms_norm(x, [4], w, 1e-6), ROW, [4], shift=False),
    norm_case(
        "rmsNormalization",
        lambda x, w, b: F.rms_norm(x, [3, 4], w, 0.01),
        [2, 3, 4],
        [3, 4],
        {"axes": [-2, -1], "epsilon": 0.01},
        shift=False,
    ),
]


# Sequences.


def recurrent_case(kind, module, gates, features=3, units=2, **options):
    """PyTorch's layer with the weights of ours; without `returnSequences` the last state of each direction."""
    both, bias = options.get("bidirectional", False), options.get("bias", True)
    layer = module(features, units, batch_first=True, bidirectional=both, bias=bias)
    names = {}
    for reverse in [False, True][: 1 + both]:
        for local, theirs in [
            ("InputWeight", "weight_ih_l0"),
            ("RecurrentWeight", "weight_hh_l0"),
            ("InputBias", "bias_ih_l0"),
            ("RecurrentBias", "bias_hh_l0"),
        ][: 4 if bias else 2]:
            ours = f"reverse{local}" if reverse else local[0].lower() + local[1:]
            names[ours] = theirs + ("_reverse" if reverse else "")
    rows = {"inputWeight": features, "reverseInputWeight": features, "recurrentWeight": units, "reverseRecurrentWeight": units}
    shapes = {name: [rows[name], gates * units] if name in rows else [gates * units] for name in names}

    def forward(run, x):
        weights = {theirs: run.p[ours].T if run.p[ours].dim() == 2 else run.p[ours] for ours, theirs in names.items()}
        sequence, state = functional_call(layer, weights, (x,))
        last = state[0] if isinstance(state, tuple) else state
        return sequence if options.get("returnSequences") else torch.cat(list(last), -1)

    return one(kind, forward, [4, features], shapes, {"units": units, **options})


def in_projection(p, prefix=""):
    """Attention's weights by PyTorch's names."""
    return {
        f"{prefix}in_proj_weight": p["inputWeight"].T,
        f"{prefix}in_proj_bias": p["inputBias"],
        f"{prefix}out_proj.weight": p["outputWeight"].T,
        f"{prefix}out_proj.bias": p["outputBias"],
    }


ATTENTION_SHAPES = {"inputWeight": [4, 12], "inputBias": [12], "outputWeight": [4, 4], "outputBias": [4]}


def causal_mask(time):
    return torch.triu(torch.ones(time, time, dtype=torch.bool), 1)


def attention_case(heads, causal=False, bias=True):
    layer = torch.nn.MultiheadAttention(4, heads, batch_first=True, bias=bias)
    shapes = {name: size for name, size in ATTENTION_SHAPES.items() if bias or name.endswith("Weight")}

    def forward(run, x):
        weights = {name: value for name, value in in_projection({"inputBias": None, "outputBias": None, **run.p}).items()}
        weights = {name: value for name, value in weights.items() if value is not None}
        mask = causal_mask(x.shape[1]) if causal else None
        return functional_call(layer, weights, (x, x, x), {"attn_mask": mask, "need_weights": False})[0]

    options = {"heads": heads, **({"causal": True} if causal else {}), **({} if bias else {"bias": False})}
    return one("selfAttention", forward, TIMES, shapes, options)


def dropping_attention(run, x):
    """Two heads whose weights are dropped in training by the layer's mask."""
    batch, time, units = x.shape
    product = F.linear(x, run.p["inputWeight"].T, run.p["inputBias"])
    queries, keys, values = product.reshape(batch, time, 3, 2, units // 2).permute(2, 0, 3, 1, 4)
    weights = F.softmax(queries @ keys.transpose(-1, -2) / math.sqrt(units // 2), -1)
    heads = dropped(run, weights, 0.3, 4) @ values
    return F.linear(heads.transpose(1, 2).reshape(x.shape), run.p["outputWeight"].T, run.p["outputBias"])


def waves(time, features, base):
    """Sines and cosines of ever longer waves."""
    t = torch.arange(time, dtype=torch.float64)[:, None]
    angles = t / base ** (2 * (torch.arange(features) // 2) / features)
    return torch.where(torch.arange(features) % 2 == 0, torch.sin(angles), torch.cos(angles))


SEQUENCES = [
    recurrent_case("lstm", torch.nn.LSTM, 4),
    recurrent_case("lstm", torch.nn.LSTM, 4, returnSequences=True, bidirectional=True),
    recurrent_case("lstm", torch.nn.LSTM, 4, bidirectional=True),
    recurrent_case("lstm", torch.nn.LSTM, 4, returnSequences=True, bias=False),
    recurrent_case("gru", torch.nn.GRU, 3),
    recurrent_case("gru", torch.nn.GRU, 3, returnSequences=True, bidirectional=True),
    recurrent_case("gru", torch.nn.GRU, 3, bidirectional=True),
    recurrent_case("gru", torch.nn.GRU, 3, returnSequences=True, bias=False),
    attention_case(1),
    attention_case(2),
    attention_case(2, causal=True),
    attention_case(4, bias=False),
    one(
        "selfAttention",
        dropping_attention,
        TIMES,
        ATTENTION_SHAPES,
        {"heads": 2, "dropout": 0.3},
        modes=BOTH,
        by="formula",
    ),
    one("positionalEncoding", lambda run, x: x + waves(4, 4, 10000), TIMES, by="formula"),
    one("positionalEncoding", lambda run, x: x + waves(4, 4, 100), TIMES, options={"base": 100}, by="formula"),
    one("positionalEncoding", lambda run, x: x + run.p["table"], TIMES, {"table": TIMES}, {"method": "learned"}, by="formula"),
    one(
        "embedding",
        lambda run, codes: F.embedding(codes, run.p["table"]),
        None,
        {"table": [4, 3]},
        {"units": 3, "inputs": ["category:color"]},
        blocks={"category:color": ([], 4)},
    ),
    one(
        "embedding",
        lambda run, codes: F.embedding(codes, run.p["table"]),
        None,
        {"table": [5, 2]},
        {"units": 2, "inputs": ["category:words"]},
        blocks={"category:words": ([3], 5)},
    ),
]


# Blocks of layers.


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

FAMILIES = {
    "activations": ACTIVATIONS,
    "structure": STRUCTURE,
    "convolutions": CONVOLUTIONS,
    "pooling": POOLING,
    "normalization": NORMALIZATION,
    "sequences": SEQUENCES,
    "blocks": BLOCKS,
}
