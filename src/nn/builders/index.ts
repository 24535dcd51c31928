/** Functions that put networks together; what they return is the plain data of a recipe. */
export {
  type LayerBuilder,
  type LayerBuilders,
  type LayerDraft,
  layerBuilder,
  layers,
} from "./layer-builder.ts";
export {
  apply,
  type DataNode,
  input,
  type LayerNode,
  model,
  type NetworkNode,
  sequential,
} from "./model-builder.ts";
