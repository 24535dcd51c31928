/**
 * Hands on what comes in, in its order and in whole batches, one batch after the other: whoever reports
 * faster than a store writes is never held up.
 */
export class ReportQueue<T> {
  readonly #handle: (batch: readonly T[]) => Promise<void>;
  readonly #onFault: () => void;
  #waiting: T[] = [];
  #work: Promise<void> | undefined;
  #fault: { readonly error: unknown } | undefined;

  /** @param onFault told when a batch could not be handled; `settle` throws why. */
  constructor(handle: (batch: readonly T[]) => Promise<void>, onFault: () => void) {
    this.#handle = handle;
    this.#onFault = onFault;
  }

  /** Adds an item; does not wait. */
  push(item: T): void {
    if (this.#fault !== undefined) return;
    this.#waiting.push(item);
    this.#work ??= this.#drain();
  }

  /** Waits until all is handed on. @throws what the handling threw. */
  async settle(): Promise<void> {
    while (this.#work !== undefined) await this.#work;
    if (this.#fault !== undefined) throw this.#fault.error;
  }

  async #drain(): Promise<void> {
    try {
      while (this.#waiting.length > 0) {
        const batch = this.#waiting;
        this.#waiting = [];
        await this.#handle(batch);
      }
    } catch (error) {
      this.#fault = { error };
      this.#onFault();
    } finally {
      this.#work = undefined;
    }
  }
}
