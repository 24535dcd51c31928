/** How far apart neighbours along each axis lie in row-major order. */
export function rowMajorStrides(shape: readonly number[]): number[] {
  const strides: number[] = new Array(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1] * shape[axis + 1];
  return strides;
}

/**
 * The strides with which an array of `shape` is read as one of `target`: 0 along the axes it is repeated
 * over.
 */
export function broadcastStrides(shape: readonly number[], target: readonly number[]): number[] {
  const own = rowMajorStrides(shape);
  const missing = target.length - shape.length;
  return target.map((_, axis) => (axis < missing || shape[axis - missing] === 1 ? 0 : own[axis - missing]));
}

/**
 * The offset Σ index[axis] · strides[axis] + base of every element of `shape`, in row-major order: the one
 * loop behind broadcasting, transposing, slicing, padding and reducing in the reference.
 */
export function offsetsOf(shape: readonly number[], strides: readonly number[], base = 0): Int32Array {
  const size = shape.reduce((product, dimension) => product * dimension, 1);
  const offsets = new Int32Array(size);
  const index: number[] = new Array(shape.length).fill(0);
  let offset = base;
  for (let position = 0; position < size; position++) {
    offsets[position] = offset;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      offset += strides[axis];
      if (++index[axis] < shape[axis]) break;
      offset -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return offsets;
}

/** The elements at the given offsets. */
export function take(data: Float64Array, offsets: Int32Array): Float64Array {
  // Float64Array.from would ask an iterator for each.
  const taken = new Float64Array(offsets.length);
  for (let i = 0; i < taken.length; i++) taken[i] = data[offsets[i]];
  return taken;
}
