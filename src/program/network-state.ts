/** Weights and buffers that belong together. */
export interface NetworkState {
  readonly parameters: Float32Array;
  readonly buffers: Float32Array;
}
