"""Gradients that PyTorch exports for `trainwell gradcheck`, one file right and one with a planted error of 1%.

    python scripts/golden/gradients.py [FOLDER]

Writes gradients-torch-right and gradients-torch-wrong, as .json with losses at moved parameters and as .safetensors with
the parameters and the batch of a recipe, by default to test/golden. Made with PyTorch 2.13.
"""

import json
import struct
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


def save_file(tensors, path):
    """What safetensors.torch.save_file writes, for an environment without that package."""
    header, data = {}, b""
    for name, tensor in sorted(tensors.items(), key=lambda item: -item[1].element_size()):
        content = tensor.contiguous().numpy().tobytes()
        kind = {torch.float64: "F64", torch.float32: "F32", torch.int64: "I64"}[tensor.dtype]
        header[name] = {"dtype": kind, "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(content)]}
        data += content
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    Path(path).write_bytes(struct.pack("<Q", len(text)) + text + data)


def export_of_recipe(model, loss, x, y, path, names):
    """The snippet of docs/gradient-checking.md."""
    tensors = {"loss": loss.detach(), "input:features": x, "target": y}
    model.zero_grad()
    loss.backward()
    for name, p in model.named_parameters():
        ours = names.get(name, name)
        turn = (lambda t: t.T) if p.dim() == 2 else (lambda t: t)
        tensors[ours] = turn(p.detach()).contiguous()
        tensors["gradient:" + ours] = turn(p.grad).contiguous()
    save_file(tensors, path)


class Images(torch.nn.Module):
    """The recipe of src/measure/gradcheck/check-foreign.test.ts."""

    def __init__(self, share):
        super().__init__()
        self.conv = torch.nn.Conv2d(1, 3, 3)
        self.norm = torch.nn.BatchNorm2d(3, track_running_stats=False)
        self.hidden = torch.nn.Linear(27, 6)
        self.output = torch.nn.Linear(6, 3)
        self.share = share

    def forward(self, x):
        pooled = torch.nn.functional.max_pool2d(torch.relu(self.norm(self.conv(x))), 2)
        hidden = torch.tanh(self.hidden(pooled.flatten(1)))
        return self.output(Scaled.apply(hidden, self.share))


folder = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[2] / "test" / "golden")
for name, share in (("right", 1.0), ("wrong", 1.01)):
    model, loss_of = network(share)
    export_gradients(model, loss_of, folder / f"gradients-torch-{name}.json", count=12)

for name, share, dtype in (("right", 1.0, torch.double), ("wrong", 1.01, torch.double), ("float32", 1.0, torch.float)):
    torch.manual_seed(11)
    model = Images(share).to(dtype)
    x, y = torch.randn(4, 1, 8, 8, dtype=dtype), torch.tensor([0, 1, 2, 0])
    loss = torch.nn.functional.cross_entropy(model(x), y)
    names = {"norm.weight": "norm.scale", "norm.bias": "norm.shift"}
    export_of_recipe(model, loss, x, y, folder / f"gradients-torch-{name}.safetensors", names)
