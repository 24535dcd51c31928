"""Gradients that PyTorch exports for `trainwell gradcheck`, one file right and one with a planted error of 1%.

    python scripts/golden/gradients.py [FOLDER]

Writes gradients-torch-right.json and gradients-torch-wrong.json, by default to test/golden. Made with PyTorch 2.13.
"""

import json
import sys
from pathlib import Path

import torch


def export_gradients(model, loss_of, path, count=59, step=1e-3):
    """model.double() first; loss_of() is the loss of one fixed batch, with dropout off."""
    model.zero_grad()
    loss_of().backward()
    tensors = {}
    for name, p in model.named_parameters():
        flat, differences = p.data.view(-1), []
        for i in torch.randperm(flat.numel())[:count].tolist():
            x, losses = flat[i].item(), []
            for k in (-2, -1, 1, 2):
                flat[i] = x + k * step
                with torch.no_grad():
                    losses.append(loss_of().item())
            flat[i] = x
            differences.append({"index": i, "step": step, "losses": losses})
        tensors[name] = {"shape": list(p.shape), "gradient": p.grad.reshape(-1).tolist(), "differences": differences}
    document = {"format": "trainwell-gradients-1", "loss": loss_of().item(), "tensors": tensors}
    Path(path).write_text(json.dumps(document))


class Scaled(torch.autograd.Function):
    """The identity, whose gradient is scaled: a planted error unless the share is 1."""

    @staticmethod
    def forward(ctx, x, share):
        ctx.share = share
        return x.clone()

    @staticmethod
    def backward(ctx, gradient):
        return gradient * ctx.share, None


def network(share):
    torch.manual_seed(7)
    first, last = torch.nn.Linear(4, 5), torch.nn.Linear(5, 3)
    norm = torch.nn.BatchNorm1d(5, track_running_stats=False)
    model = torch.nn.ModuleDict({"first": first, "norm": norm, "last": last}).double()
    x = torch.randn(6, 4, dtype=torch.double)
    y = torch.tensor([0, 1, 2, 0, 1, 2])

    def loss_of():
        hidden = Scaled.apply(torch.relu(norm(first(x))), share)
        return torch.nn.functional.cross_entropy(last(hidden), y)

    return model, loss_of


folder = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[2] / "test" / "golden")
for name, share in (("right", 1.0), ("wrong", 1.01)):
    model, loss_of = network(share)
    export_gradients(model, loss_of, folder / f"gradients-torch-{name}.json", count=12)
