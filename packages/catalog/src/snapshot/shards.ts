/**
 * A map that is never changed: `change` answers another one, which shares all shards but those in which something differs. So a
 * change of one key costs one shard, however many keys there are.
 */
export interface Shards<V, K extends Key = string> {
  readonly size: number;
  get(key: K): V | undefined;
  values(): Iterable<V>;
  entries(): Iterable<readonly [K, V]>;
  change(put: Iterable<readonly [K, V]>, remove: Iterable<K>): Shards<V, K>;
}

/** Numbers are whole and not below 0. */
type Key = string | number;

const shardCount = 1024;

type Shard<V, K> = ReadonlyMap<K, V>;

export function emptyShards<V, K extends Key = string>(): Shards<V, K> {
  return shardsOf<V, K>(new Array<Shard<V, K>>(shardCount).fill(new Map<K, V>()), 0);
}

function shardsOf<V, K extends Key>(shards: readonly Shard<V, K>[], size: number): Shards<V, K> {
  return {
    size,
    get: (key) => shards[shardOf(key)]?.get(key),
    *values() {
      for (const shard of shards) yield* shard.values();
    },
    *entries() {
      for (const shard of shards) yield* shard;
    },
    change(put, remove) {
      const next = [...shards];
      const own = new Map<number, Map<K, V>>();
      let count = size;
      const shardFor = (key: K) => {
        const at = shardOf(key);
        const copied = own.get(at) ?? new Map(shards[at]);
        own.set(at, copied);
        next[at] = copied;
        return copied;
      };
      for (const key of remove) if (shardFor(key).delete(key)) count -= 1;
      for (const [key, value] of put) {
        const shard = shardFor(key);
        if (!shard.has(key)) count += 1;
        shard.set(key, value);
      }
      return shardsOf(next, count);
    },
  };
}

/** Numbers by their rest; text by FNV-1a over its UTF-16 units, 32 bits. */
function shardOf(key: Key): number {
  if (typeof key === "number") return key % shardCount;
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at++) {
    hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  }
  return (hash >>> 0) % shardCount;
}
