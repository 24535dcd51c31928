"""Recurrent layers, attention, positions and embeddings. Weights are turned into PyTorch's layouts."""

import math

import torch
import torch.nn.functional as F
from torch.func import functional_call

from case_forms import BOTH, TIMES, dropped, one


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
