/** JSON values, compared and patched. */

export type Json = unknown;
export type JsonObject = Record<string, Json>;

export function isJsonObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether two JSON values are the same. A member that is undefined counts as absent. */
export function isSameJson(one: Json, other: Json): boolean {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((value, index) => isSameJson(value, other[index]));
  }
  if (!isJsonObject(one) || !isJsonObject(other)) return false;
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => isSameJson(one[name], other[name]));
}

/** `target` with the merge patch applied (RFC 7396 §2). Neither is changed; what no patch touches stays the same object. */
export function applyPatch<Target>(target: Target, patch: Json): Target {
  if (!isJsonObject(patch)) return patch as Target;
  const result: JsonObject = isJsonObject(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) Reflect.deleteProperty(result, name);
    else if (value !== undefined) setOwn(result, name, applyPatch(result[name], value));
  }
  return result as Target;
}

/**
 * The smallest merge patch that leads from `before` to `after`. Neither may hold null: a merge patch cannot say "set to
 * null".
 */
export function diffOf(before: JsonObject, after: JsonObject): JsonObject {
  const patch: JsonObject = {};
  for (const name of Object.keys(before)) {
    if (before[name] !== undefined && after[name] === undefined) patch[name] = null;
  }
  for (const [name, value] of Object.entries(after)) {
    const old = before[name];
    if (value === undefined || isSameJson(old, value)) continue;
    setOwn(patch, name, isJsonObject(old) && isJsonObject(value) ? diffOf(old, value) : value);
  }
  return patch;
}

/** Also where the name is `__proto__`: what comes from outside must not reach a prototype. */
function setOwn(target: JsonObject, name: string, value: Json): void {
  if (name === "__proto__") {
    Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  } else {
    target[name] = value;
  }
}
