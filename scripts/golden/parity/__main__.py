"""What PyTorch computes for every layer, loss, optimizer and schedule, for test/golden/parity.

Every case has, in float64: of a layer the output and the gradients of its product with fixed numbers; and the losses of
50 steps of training a small network, with two projections of each parameter after the first and the last. Inputs and
parameters are counted random numbers (counted.py), which the comparison draws itself (bench/lib/torch-parity.js).

    pip install torch==2.13.0
    python scripts/golden/parity FOLDER [FAMILY...]
"""

import json
import pathlib
import platform
import sys

import torch

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
sys.dont_write_bytecode = True
sys.path.append(str(pathlib.Path(__file__).parent.parent))

from layer_cases import FAMILIES
from layers import layer_golden
from loss_cases import loss_goldens
from optimizer_cases import optimizer_goldens, schedule_goldens
from trajectory import BATCHES, OUTPUTS, ROWS

BUILDERS = {
    **{
        family: lambda cases=cases: [layer_golden(case, seed) for seed, case in enumerate(cases, 1)]
        for family, cases in FAMILIES.items()
    },
    "losses": loss_goldens,
    "optimizers": optimizer_goldens,
    "schedules": schedule_goldens,
}


def document(family):
    return {
        "madeBy": f"PyTorch {torch.__version__.split('+')[0]}, Python {platform.python_version()}, scripts/golden/parity",
        "family": family,
        "rows": ROWS,
        "outputs": OUTPUTS,
        "batches": BATCHES.tolist(),
        "cases": BUILDERS[family](),
    }


def main(folder, *families):
    pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
    for family in families or BUILDERS:
        path = pathlib.Path(folder, f"{family}.json")
        path.write_text(json.dumps(document(family), separators=(",", ":")) + "\n")


main(*sys.argv[1:])
