/**
 * A map that is never changed: `change` answers another one, which shares all shards but those in which something differs. So a
 * change of one key costs one shard, however many keys there are.
 */
export interface Shards<V> {
  readonly size: number;
  get(key: string): V | undefined;
  values(): Iterable<V>;
  entries(): Iterable<readonly [string, V]>;
  change(put: Iterable<readonly [string, V]>, remove: Iterable<string>): Shards<V>;
}

const shardCount = 1024;

type Shard<V> = ReadonlyMap<string, V>;

export function emptyShards<V>(): Shards<V> {
  return shardsOf<V>(new Array<Shard<V>>(shardCount).fill(new Map<string, V>()), 0);
}

function shardsOf<V>(shards: readonly Shard<V>[], size: number): Shards<V> {
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
      const own = new Map<number, Map<string, V>>();
      let count = size;
      const shardFor = (key: string) => {
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

/** FNV-1a over UTF-16 units, 32 bits. */
function shardOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at++) {
    hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  }
  return (hash >>> 0) % shardCount;
}
