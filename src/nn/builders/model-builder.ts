import { TrainwellError } from "../../base/errors.ts";
import type { LayerSpec } from "../layer-spec.ts";
import { SHARED_KIND } from "../sharing.ts";
import type { LayerDraft } from "./layer-builder.ts";

/** The block that a network reads unless told otherwise. */
const FEATURES = "features";

/** A place in a network under construction: a data block, or a layer applied to such places. */
export type NetworkNode = DataNode | LayerNode;

/** A data block: "features", "category:COLUMN" or "tensor:COLUMN". */
export interface DataNode {
  readonly block: string;
}

/** A layer applied to its inputs. */
export interface LayerNode {
  readonly draft: LayerDraft;
  readonly inputs: readonly NetworkNode[];
}

/**
 * A data block as the beginning of a network that is put together by `apply` and `model`.
 *
 * @param block "features" by default, or "category:COLUMN" or "tensor:COLUMN".
 */
export function input(block: string = FEATURES): DataNode {
  return { block };
}

/**
 * Applies a layer to its inputs, or a list of layers one after the other. The same draft applied twice is one
 * layer, whose parameters both uses share.
 *
 * @param draft what a builder of `layers` returns, or several of them.
 * @param inputs what the (first) layer reads.
 * @throws TrainwellError `no-inputs` when nothing is applied or there is nothing to apply it to.
 *
 * @example
 * const hidden = apply([layers.dense(32), layers.relu()], input("features"));
 */
export function apply(
  draft: LayerDraft | readonly LayerDraft[],
  ...inputs: readonly NetworkNode[]
): LayerNode {
  const [first, ...rest] = Array.isArray(draft) ? (draft as readonly LayerDraft[]) : [draft as LayerDraft];
  if (first === undefined || inputs.length === 0) {
    throw new TrainwellError({
      kind: "usage",
      code: "no-inputs",
      message:
        `apply was told ${first === undefined ? "no layer" : `no input for ${first.kind}`}; ` +
        `expected a layer and what it reads.`,
      details: {},
      hint: 'Write for example apply(layers.dense(32), input("features")).',
    });
  }
  return rest.reduce((node: LayerNode, next) => ({ draft: next, inputs: [node] }), { draft: first, inputs });
}

/**
 * The layers of the network that ends in a node, as the plain data of a recipe, in an order in which each
 * reads earlier ones. Ids are those told to the builders, else the kind: dense, dense2, dense3.
 *
 * @param output the last layer.
 * @throws TrainwellError `id-taken` when two layers were told the same id.
 *
 * @example
 * const shared = layers.embedding(4);
 * const cities = ["category:from", "category:to"].map((block) => apply(shared, input(block)));
 * const network = { layers: model(apply(layers.dense("outputs"), apply(layers.concatenate(), ...cities))) };
 */
export function model(output: LayerNode): LayerSpec[] {
  const order = inOrder(output);
  const ids = idsOf(order);
  const owners = new Map<LayerDraft, string>();
  return order.map((node, position): LayerSpec => {
    const { id: _, kind, ...options } = node.draft;
    const id = ids.get(node)!;
    const reads = node.inputs.map((from) => ("block" in from ? from.block : ids.get(from)!));
    const byDefault = position === 0 ? FEATURES : ids.get(order[position - 1])!;
    const inputs = reads.length === 1 && reads[0] === byDefault ? {} : { inputs: reads };
    const owner = owners.get(node.draft);
    if (owner !== undefined) return { id, kind: SHARED_KIND, shares: owner, ...inputs };
    owners.set(node.draft, id);
    return { id, kind, ...options, ...inputs };
  });
}

/**
 * The layers of a network in which each reads the one before, as the plain data of a recipe. Ids are those
 * told to the builders, else the kind: dense, dense2, dense3.
 *
 * @param drafts what builders of `layers` return; the first reads the block "features".
 * @throws TrainwellError `no-inputs` without layers, `id-taken` when two layers were told the same id.
 *
 * @example
 * const { dense, relu, dropout } = layers;
 * const network = { layers: sequential([dense(64), relu(), dropout(0.2), dense("outputs")]) };
 */
export function sequential(drafts: readonly LayerDraft[]): LayerSpec[] {
  return model(apply(drafts, input()));
}

/** The layers that a node needs, each behind what it reads. */
function inOrder(output: LayerNode): LayerNode[] {
  const order = new Set<LayerNode>();
  const visit = (node: NetworkNode): void => {
    if ("block" in node || order.has(node)) return;
    for (const from of node.inputs) visit(from);
    order.add(node);
  };
  visit(output);
  return [...order];
}

function idsOf(order: readonly LayerNode[]): Map<LayerNode, string> {
  const ids = new Map<LayerNode, string>();
  const taken = new Set<string>();
  const named = new Set<LayerDraft>();
  for (const node of order) {
    const { id, kind } = node.draft;
    if (id === undefined || named.has(node.draft)) continue;
    if (taken.has(id)) throw idTaken(id, kind);
    ids.set(node, id);
    taken.add(id);
    named.add(node.draft);
  }
  for (const node of order) {
    if (ids.has(node)) continue;
    const id = freeId(node.draft.id ?? node.draft.kind, taken);
    ids.set(node, id);
    taken.add(id);
  }
  return ids;
}

function freeId(base: string, taken: ReadonlySet<string>): string {
  let id = base;
  for (let number = 2; taken.has(id); number++) id = `${base}${number}`;
  return id;
}

function idTaken(id: string, kind: string): TrainwellError {
  return new TrainwellError({
    kind: "usage",
    code: "id-taken",
    message:
      `Two layers were told the id "${id}", the second one a ${kind} layer; expected an id of its ` +
      `own for each.`,
    details: { layer: id },
    hint:
      "Rename one of them, or leave the id out. To share a layer's parameters, apply the same draft " +
      "twice.",
  });
}
