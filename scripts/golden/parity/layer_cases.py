"""The cases of layers by family, one or more for every kind."""

from block_cases import BLOCKS
from normalization_cases import NORMALIZATION
from sequence_cases import SEQUENCES
from spatial_cases import CONVOLUTIONS, POOLING
from structure_cases import ACTIVATIONS, STRUCTURE

FAMILIES = {
    "activations": ACTIVATIONS,
    "structure": STRUCTURE,
    "convolutions": CONVOLUTIONS,
    "pooling": POOLING,
    "normalization": NORMALIZATION,
    "sequences": SEQUENCES,
    "blocks": BLOCKS,
}
