/** One key's bucket. It is full again at `fullAtMs`; the later, the emptier. */
export interface Bucket {
  readonly key: string;
  fullAtMs: number;
  /** Where the heap keeps it. */
  place: number;
}

/**
 * Buckets ordered by when they will be full, fullest first, so that making room costs O(log n) and takes
 * the bucket whose loss gives least away: one that is full, else the one that is nearest to it.
 */
export interface BucketHeap {
  readonly size: number;
  add(bucket: Bucket): void;
  /** Puts a bucket whose `fullAtMs` has risen back in order. */
  sink(bucket: Bucket): void;
  /** Removes and returns the fullest. */
  takeFullest(): Bucket | undefined;
}

export function createBucketHeap(): BucketHeap {
  const heap: Bucket[] = [];

  function put(bucket: Bucket, place: number): void {
    heap[place] = bucket;
    bucket.place = place;
  }

  function rise(bucket: Bucket): void {
    let place = bucket.place;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || parent.fullAtMs <= bucket.fullAtMs) break;
      put(parent, place);
      place = above;
    }
    put(bucket, place);
  }

  function fullestChild(place: number): Bucket | undefined {
    const left = heap[2 * place + 1];
    const right = heap[2 * place + 2];
    if (left === undefined || right === undefined) return left;
    return right.fullAtMs < left.fullAtMs ? right : left;
  }

  function sink(bucket: Bucket): void {
    let place = bucket.place;
    for (let child = fullestChild(place); child !== undefined; child = fullestChild(place)) {
      if (child.fullAtMs >= bucket.fullAtMs) break;
      const below = child.place;
      put(child, place);
      place = below;
    }
    put(bucket, place);
  }

  return {
    get size() {
      return heap.length;
    },
    add(bucket) {
      put(bucket, heap.length);
      rise(bucket);
    },
    sink,
    takeFullest() {
      const fullest = heap[0];
      const last = heap.pop();
      if (fullest === undefined || last === undefined || last === fullest) return fullest;
      put(last, 0);
      sink(last);
      return fullest;
    },
  };
}
