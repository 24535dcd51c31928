"""Holds exported models to what Python makes of them; scripts/check-export.js runs it on a folder of cases.

Each model is checked against ONNX's rules, run by ONNX Runtime and by the onnx package's own interpreter in numpy,
and compared with the library's predictions row by row. Made with onnx 1.23.1, onnxruntime 1.30.0.
"""

import json
import sys
from pathlib import Path

import numpy
import onnx
import onnxruntime
from onnx.reference import ReferenceEvaluator

# float32 sums in another order; on probabilities, and on values in units of the target's standard deviation, where the
# last two bits of the float32 result come on top.
TOLERANCE = {"onnxruntime": 1e-6, "onnx.reference": 5e-6}


def feeds_of(columns, inputs):
    feeds = {}
    for name, cells in columns.items():
        if name not in inputs:
            continue
        if cells["type"] == "number":
            values = [float("nan") if cell is None else cell for cell in cells["values"]]
            feeds[name] = numpy.array(values, dtype=numpy.float64).reshape(-1, 1)
        else:
            feeds[name] = numpy.array(cells["values"], dtype=object).reshape(-1, 1)
    return feeds


def check(folder):
    case = json.loads((folder / "case.json").read_text(encoding="utf-8"))
    path = str(folder / "model.onnx")
    model = onnx.load(path, load_external_data=False)
    onnx.checker.check_model(model, full_check=True)
    metadata = {entry.key: entry.value for entry in model.metadata_props}
    assert metadata["producer"] == "trainwell" and metadata["target"] == case["target"], metadata
    assert json.loads(metadata["classes"]) == case["classes"], metadata

    inputs = [value.name for value in model.graph.input]
    assert inputs == [column["input"] for column in json.loads(metadata["columns"])], inputs
    feeds = feeds_of({column["name"]: column for column in case["columns"]}, inputs)
    outputs = [value.name for value in model.graph.output]
    runs = {
        "onnxruntime": onnxruntime.InferenceSession(path).run(None, feeds),
        "onnx.reference": ReferenceEvaluator(model).run(None, feeds),
    }
    expected = numpy.array(case["predictions"], dtype=numpy.float32)
    for name, values in runs.items():
        results = dict(zip(outputs, values))
        received = results["probabilities" if case["classes"] else "prediction"]
        assert received.dtype == numpy.float32, received.dtype
        error = float(numpy.abs(received.reshape(-1) - expected).max()) / case["unit"]
        print(f"{folder.name:18} {name:15} {len(inputs):3} inputs, largest difference {error:.2e}")
        rounding = 2 * float(numpy.spacing(numpy.abs(expected).max())) / case["unit"]
        assert error <= TOLERANCE[name] + rounding, error
        if case["classes"]:
            best = received.argmax(axis=1)
            assert list(results["label"]) == [case["classes"][index] for index in best]


for folder in sorted(Path(sys.argv[1]).iterdir()):
    check(folder)
