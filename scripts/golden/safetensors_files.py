"""Writes test/golden/safetensors-numpy.safetensors with the reference implementation.

    pip install safetensors==0.8.0 numpy==2.4.6
    python scripts/golden/safetensors_files.py

With a path it reads that file instead and prints its tensors as JSON, to check what Trainwell writes.
"""

import json
import sys
from pathlib import Path

import numpy
import safetensors
from safetensors.numpy import save_file

if len(sys.argv) > 1:
    with safetensors.safe_open(sys.argv[1], "numpy") as file:
        tensors = {name: file.get_tensor(name) for name in file.keys()}
        print(json.dumps({
            "metadata": file.metadata(),
            "tensors": {name: [str(array.dtype), list(array.shape), array.tolist()] for name, array in tensors.items()},
        }))
else:
    target = Path(__file__).parents[2] / "test" / "golden" / "safetensors-numpy.safetensors"
    save_file(
        {
            "weights": numpy.arange(6, dtype=numpy.float32).reshape(2, 3) / 2,
            "codes": numpy.array([-1, 2**40], dtype=numpy.int64),
            "flags": numpy.array([True, False]),
            "scale": numpy.array(0.1, dtype=numpy.float64),
        },
        target,
        metadata={"maker": f"safetensors {safetensors.__version__} numpy"},
    )
