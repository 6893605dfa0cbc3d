/**
 * The three-way merge of two people's edits, as the orders service does it (services/orders/orders/domain/merging.py).
 *
 * Items of lists carry stable ids, so two people who edit different stops do not get in each other's way.
 */

import { isJsonObject, isSameJson, type Json, type JsonObject } from "./json.js";

/** A field that both sides changed, each to something else; undefined for what is not there. */
export interface Conflict {
  /** List items by their ids: `stops.a.city`. */
  field: string;
  base: Json;
  theirs: Json;
  mine: Json;
}

export interface Merge {
  /** Holds theirs where there is a conflict. */
  data: JsonObject;
  conflicts: Conflict[];
}

type Item = JsonObject & { id: string };

/**
 * Bring together what two sides made of `base`. A field that one side changed takes that side's value, one that both
 * changed alike takes it too; one that they changed differently is a conflict.
 */
export function mergeOf(base: JsonObject, theirs: JsonObject, mine: JsonObject): Merge {
  const conflicts: Conflict[] = [];
  const data = mergeObjects(base, theirs, mine, "", conflicts);
  return { data, conflicts: conflicts.sort((one, other) => (one.field < other.field ? -1 : 1)) };
}

function mergeObjects(base: JsonObject, theirs: JsonObject, mine: JsonObject, prefix: string, conflicts: Conflict[]) {
  const result: JsonObject = {};
  for (const name of new Set([...Object.keys(theirs), ...Object.keys(mine), ...Object.keys(base)])) {
    const merged = mergeValues(base[name], theirs[name], mine[name], `${prefix}${name}`, conflicts);
    if (merged !== undefined) result[name] = merged;
  }
  return result;
}

function mergeValues(base: Json, theirs: Json, mine: Json, path: string, conflicts: Conflict[]): Json {
  if (isSameJson(base, mine) || isSameJson(theirs, mine)) return theirs;
  if (isSameJson(base, theirs)) return mine;
  if (isJsonObject(theirs) && isJsonObject(mine)) {
    return mergeObjects(isJsonObject(base) ? base : {}, theirs, mine, `${path}.`, conflicts);
  }
  if (isItems(base) && isItems(theirs) && isItems(mine)) {
    const merged = mergeItems(base, theirs, mine, path, conflicts);
    if (merged) return merged;
  }
  conflicts.push({ field: path, base, theirs, mine });
  return theirs;
}

function isItems(value: Json): value is Item[] {
  return Array.isArray(value) && value.every((item) => isJsonObject(item) && "id" in item);
}

/** The merged list; undefined where both sides reordered it, or one removed an item that the other changed. */
function mergeItems(base: Item[], theirs: Item[], mine: Item[], path: string, conflicts: Conflict[]): Item[] | undefined {
  const [old, ours, yours] = [byId(base), byId(theirs), byId(mine)];
  for (const [id, item] of old) {
    const left = ours.get(id) ?? yours.get(id);
    if (!(ours.has(id) && yours.has(id)) && left && !isSameJson(left, item)) return undefined;
  }
  const kept = [...old.keys()].filter((id) => ours.has(id) && yours.has(id));
  const theirOrder = [...ours.keys()].filter((id) => kept.includes(id));
  const myOrder = [...yours.keys()].filter((id) => kept.includes(id));
  if (!isSameJson(theirOrder, kept) && !isSameJson(theirOrder, myOrder) && !isSameJson(myOrder, kept)) return undefined;
  return orderOf(old, ours, yours, isSameJson(myOrder, kept)).map((id) => {
    const [their, my] = [ours.get(id), yours.get(id)];
    return (their && my ? mergeValues(old.get(id), their, my, `${path}.${id}`, conflicts) : (their ?? my)) as Item;
  });
}

/** The side that reordered leads; what only the other side added follows after its own predecessor. */
function orderOf(old: Map<string, Item>, ours: Map<string, Item>, yours: Map<string, Item>, theirsLead: boolean): string[] {
  const [lead, follow] = theirsLead ? [ours, yours] : [yours, ours];
  const order = [...lead.keys()].filter((id) => (ours.has(id) && yours.has(id)) || !old.has(id));
  const following = [...follow.keys()];
  following.forEach((id, position) => {
    if (old.has(id) || order.includes(id)) return;
    const ahead = following.slice(0, position).filter((other) => order.includes(other));
    const last = ahead.at(-1);
    order.splice(last === undefined ? 0 : order.indexOf(last) + 1, 0, id);
  });
  return order;
}

function byId(items: Item[]): Map<string, Item> {
  return new Map(items.map((item) => [item.id, item]));
}
