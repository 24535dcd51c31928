export const settings = {
  startup: 10,
  warp: true as boolean | number,
  grow: 1.08,
  refitAlways: 20,
  lengthMean: 0,
  lengthSpread: 1.2,
  noiseMean: -9,
  noiseSpread: 3,
  global: 512,
  local: 256,
  starts: 4,
  steps: 30,
};
