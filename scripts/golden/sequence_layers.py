"""Outputs and gradients of PyTorch's recurrent and attention layers, for test/golden/sequence-layers.json.

Inputs and weights are the formulas below, which src/nn/layers/sequence.test.ts feeds too; each case tells the output y and the
gradients of the sum of y squared.

    python scripts/golden/sequence_layers.py > test/golden/sequence-layers.json
"""

import json
import math

import torch

torch.set_default_dtype(torch.float64)


def weights(*shape):
    size = math.prod(shape)
    return torch.tensor([math.sin(12.9898 * (i + 1)) + 0.01 for i in range(size)]).reshape(shape)


def rows(*shape):
    size = math.prod(shape)
    return torch.tensor([math.sin(7.31 * (i + 1)) * (1 + (i % 7) / 10) for i in range(size)]).reshape(shape)


def plain(tensor):
    return [round(value, 12) for value in tensor.detach().reshape(-1).tolist()]


def recurrent(kind, module, gates):
    layer = module(2, 2, batch_first=True, bidirectional=True)
    with torch.no_grad():
        for direction in ("", "_reverse"):
            getattr(layer, f"weight_ih_l0{direction}").copy_(weights(2, 2 * gates).T)
            getattr(layer, f"weight_hh_l0{direction}").copy_(weights(2, 2 * gates).T)
            getattr(layer, f"bias_ih_l0{direction}").copy_(weights(2 * gates))
            getattr(layer, f"bias_hh_l0{direction}").copy_(weights(2 * gates))
    x = rows(2, 3, 2).requires_grad_()
    y, _ = layer(x)
    (y * y).sum().backward()
    return {
        "layer": {"kind": kind, "units": 2, "bidirectional": True, "returnSequences": True},
        "rowShape": [3, 2],
        "y": plain(y),
        "gradients": {
            "features": plain(x.grad),
            "layer.recurrentWeight": plain(layer.weight_hh_l0.grad.T),
            "layer.reverseInputWeight": plain(layer.weight_ih_l0_reverse.grad.T),
            "layer.recurrentBias": plain(layer.bias_hh_l0.grad),
        },
    }


def attention(causal):
    layer = torch.nn.MultiheadAttention(4, 2, batch_first=True)
    with torch.no_grad():
        layer.in_proj_weight.copy_(weights(4, 12).T)
        layer.in_proj_bias.copy_(weights(12))
        layer.out_proj.weight.copy_(weights(4, 4).T)
        layer.out_proj.bias.copy_(weights(4))
    x = rows(2, 3, 4).requires_grad_()
    mask = torch.nn.Transformer.generate_square_subsequent_mask(3).double() if causal else None
    y, _ = layer(x, x, x, attn_mask=mask, need_weights=False)
    (y * y).sum().backward()
    return {
        "layer": {"kind": "selfAttention", "heads": 2, "causal": causal},
        "rowShape": [3, 4],
        "y": plain(y),
        "gradients": {
            "features": plain(x.grad),
            "layer.inputWeight": plain(layer.in_proj_weight.grad.T),
            "layer.inputBias": plain(layer.in_proj_bias.grad),
            "layer.outputWeight": plain(layer.out_proj.weight.grad.T),
        },
    }


cases = [
    recurrent("lstm", torch.nn.LSTM, 4),
    recurrent("gru", torch.nn.GRU, 3),
    attention(False),
    attention(True),
]
print(json.dumps({"madeBy": f"PyTorch {torch.__version__}, scripts/golden/sequence_layers.py", "cases": cases}))
