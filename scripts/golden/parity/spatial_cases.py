"""Convolutions, pooling and upsampling. Weights have Trainwell's layouts, which are PyTorch's here."""

import torch.nn.functional as F

from case_forms import IMAGES, SEQUENCE, one, shape_case


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
