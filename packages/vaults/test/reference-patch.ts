import type { Json } from "../src/core/index.ts";

// A second reading of RFC 6901, 6902 and 7396, slow and plain: each step clones the whole document by its text and walks
// it anew. It shares nothing with the reducers but the type of JSON.

type Tree = Json | undefined;

function clone(value: Json): Json {
  return JSON.parse(JSON.stringify(value));
}

/** Members sorted all the way down, so that equal values have equal text. */
function textOf(value: Json): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : part,
  );
}

function tokensOf(pointer: string): string[] {
  const [first, ...rest] = pointer.split("/");
  if (first !== "") throw new Error("pointer");
  return rest.map((token) => token.replace(/~1/g, "/").replace(/~0/g, "~"));
}

function lookUp(tree: Tree, tokens: readonly string[]): Json {
  if (tree === undefined) throw new Error("missing");
  const [token, ...rest] = tokens;
  if (token === undefined) return tree;
  if (Array.isArray(tree)) {
    const isIndex = String(Number.parseInt(token, 10)) === token && Number(token) >= 0;
    return lookUp(isIndex ? tree[Number(token)] : undefined, rest);
  }
  if (typeof tree !== "object" || tree === null) throw new Error("missing");
  const member = Object.entries(tree).find(([key]) => key === token);
  return lookUp(member?.[1], rest);
}

/** The tree anew, with the container at `tokens` (all but the last) passed through `change`. */
function rebuild(
  tree: Tree,
  tokens: readonly string[],
  change: (at: Tree, token: string) => Tree,
): Tree {
  const [token = "", ...rest] = tokens;
  if (tokens.length === 1) return change(tree, token);
  lookUp(tree, [token]);
  if (Array.isArray(tree)) {
    return tree.map((part: Json, at) =>
      String(at) === token ? (rebuild(part, rest, change) ?? null) : part,
    );
  }
  return Object.fromEntries(
    Object.entries(tree as object).map(([key, part]) => [
      key,
      key === token ? rebuild(part, rest, change) : part,
    ]),
  ) as Json;
}

function addAt(tree: Tree, tokens: readonly string[], value: Json): Tree {
  if (tokens.length === 0) return value;
  return rebuild(tree, tokens, (at, token) => {
    if (Array.isArray(at)) {
      if (token !== "-" && !/^(0|[1-9]\d*)$/.test(token)) throw new Error("index");
      const index = token === "-" ? at.length : Number(token);
      if (index > at.length) throw new Error("index");
      return [...at.slice(0, index), value, ...at.slice(index)];
    }
    if (typeof at !== "object" || at === null) throw new Error("missing");
    return { ...at, [token]: value };
  });
}

function removeAt(tree: Tree, tokens: readonly string[]): Tree {
  lookUp(tree, tokens);
  if (tokens.length === 0) return undefined;
  return rebuild(tree, tokens, (at, token) =>
    Array.isArray(at)
      ? at.filter((_part, index) => String(index) !== token)
      : (Object.fromEntries(Object.entries(at as object).filter(([key]) => key !== token)) as Json),
  );
}

interface Operation {
  readonly op: string;
  readonly path: string;
  readonly from: string;
  readonly value: Json;
}

function step(tree: Tree, { op, path, from, value }: Operation): Tree {
  const to = tokensOf(path);
  if (op === "add") return addAt(tree, to, value);
  if (op === "remove") return removeAt(tree, to);
  if (op === "replace") {
    lookUp(tree, to);
    if (to.length === 0) return value;
    const isInArray = Array.isArray(lookUp(tree, to.slice(0, -1)));
    return addAt(isInArray ? removeAt(tree, to) : tree, to, value);
  }
  if (op === "copy") return addAt(tree, to, clone(lookUp(tree, tokensOf(from))));
  if (op === "move") {
    if (path.startsWith(`${from}/`)) throw new Error("into itself");
    const moved = lookUp(tree, tokensOf(from));
    return addAt(removeAt(tree, tokensOf(from)), to, moved);
  }
  if (op !== "test" || textOf(lookUp(tree, to)) !== textOf(value)) throw new Error("test");
  return tree;
}

/** The patched document, or null where the patch fails. */
export function referenceJsonPatch(state: Json, patch: Json): { readonly document: Json } | null {
  try {
    let tree: Tree = clone(state);
    for (const operation of patch as unknown as readonly Operation[]) {
      tree = step(tree === undefined ? undefined : clone(tree), operation);
    }
    return tree === undefined ? null : { document: tree };
  } catch {
    return null;
  }
}

export function referenceMergePatch(state: Tree, patch: Json): Json {
  if (typeof patch !== "object" || patch === null || Array.isArray(patch)) return patch;
  const isObject = typeof state === "object" && state !== null && !Array.isArray(state);
  const members = new Map<string, Json>(isObject ? Object.entries(state) : []);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) members.delete(key);
    else members.set(key, referenceMergePatch(members.get(key), value as Json));
  }
  return Object.fromEntries(members);
}
