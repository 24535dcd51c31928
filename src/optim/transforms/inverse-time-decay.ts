import type { Transform } from "./transform.ts";

/** Lowers the step size as 1/t: size / (1 + decay·(t − 1)), Adagrad's `lr_decay` in PyTorch. */
export function inverseTimeDecay({ decay }: { decay: number }): Transform {
  return { stepSize: (size, { step }) => size / (1 + (step - 1) * decay) };
}
