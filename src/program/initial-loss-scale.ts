/** The scale that PyTorch's GradScaler starts from. */
const FIRST_LOSS_SCALE = 2 ** 16;

/** The loss scale's state before the first step: the scale, and the good steps since it last changed. */
export function initialLossScale(): Float32Array {
  return Float32Array.of(FIRST_LOSS_SCALE, 0);
}
