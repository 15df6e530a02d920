import type { Readable } from "node:stream";

/** Bytes `startByte` to `endByte`, both included. */
export interface ByteRange {
  readonly startByte: number;
  readonly endByte: number;
}

/** What an object has to be when it is whole. */
export interface Expected {
  readonly sizeBytes: number;
  readonly sha256: Uint8Array;
}

/** An object that comes in parts: its key, where its parts are until it is complete, and what is known of them. */
export interface Parts {
  readonly key: string;
  readonly id: string;
  readonly lengthBytes: number;
  readonly kept: KeptParts;
}

/** Parts are of this size, but the last one: some storages take no others. */
export const partBytes = 8 * 1024 * 1024;

/**
 * How much may be lost with a replica where adding to what is there costs nothing more: 50 deaths within 300 MB have
 * 2 % of them sent again.
 */
export const stepBytes = 256 * 1024;

/** What a storage has said of the parts so far. Whoever saves an offset saves this with it, so that any replica goes on. */
export interface KeptParts {
  /** The storage's own name for the parts of this object; null before the first, and where it has none. */
  readonly multipartId: string | null;
  /** The storage's answers to whole parts, in their order. */
  readonly tags: readonly string[];
  /** Key of the bytes behind the last whole part; null where there are none. */
  readonly tail: string | null;
}

export const noParts: KeptParts = { multipartId: null, tags: [], tail: null };

export interface StoredObject {
  readonly key: string;
  readonly sizeBytes: number;
  readonly modifiedAtMs: number;
}

/**
 * Where the bytes of photos are. A key is seen whole or not at all, and never changes its bytes. Everything rejects with
 * STORAGE_UNAVAILABLE when the storage does not answer.
 */
export interface StorageDriver {
  readonly kind: "file" | "s3";
  /** Where it is, for people: without keys. */
  readonly place: string;
  /** So many bytes are worth being put by themselves. Divides a part. */
  readonly stepBytes: number;
  /** Answers when the bytes are durable and are what was expected; ORIGINAL_CORRUPT when they are not. */
  put(key: string, bytes: AsyncIterable<Uint8Array>, expected: Expected): Promise<void>;
  /** Writes a small object unless there is one; false when there is. */
  create(key: string, text: string): Promise<boolean>;
  /** Null when there is no such object. */
  read(key: string, range?: ByteRange): Promise<Readable | null>;
  head(key: string): Promise<{ readonly sizeBytes: number } | null>;
  /** Removing what is not there is no error. */
  delete(key: string): Promise<void>;
  /** Objects whose keys begin with `prefix`, in their order, after `cursor`: at most 1,000. */
  list(prefix: string, cursor: string | null): Promise<readonly StoredObject[]>;
  /** Readies the storage for the first part. What it answers is saved before a part is put. */
  startParts(parts: Parts): Promise<KeptParts>;
  /**
   * Adds bytes at their place; durable when it answers. The same bytes at the same place change nothing, and whatever
   * was kept until now stays until the answer has been saved.
   */
  putPart(parts: Parts, offsetBytes: number, bytes: readonly Uint8Array[]): Promise<KeptParts>;
  /** The first bytes of what has come; null when they cannot be read before the object is whole. */
  readParts(parts: Parts, sizeBytes: number): Promise<Readable | null>;
  /** The object stands under its key. Repeating it is no error. */
  completeParts(parts: Parts): Promise<void>;
  abortParts(parts: Parts): Promise<void>;
}
