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

/** An object that comes in parts: its key, and where its parts are until it is complete. */
export interface Parts {
  readonly key: string;
  readonly id: string;
}

/**
 * Where the bytes of photos are. A key is seen whole or not at all, and never changes its bytes. Everything rejects with
 * STORAGE_UNAVAILABLE when the storage does not answer.
 */
export interface StorageDriver {
  readonly kind: "file";
  /** Answers when the bytes are durable and are what was expected; ORIGINAL_CORRUPT when they are not. */
  put(key: string, bytes: AsyncIterable<Uint8Array>, expected: Expected): Promise<void>;
  /** Writes a small object unless there is one; false when there is. */
  create(key: string, text: string): Promise<boolean>;
  /** Null when there is no such object. */
  read(key: string, range?: ByteRange): Promise<Readable | null>;
  head(key: string): Promise<{ readonly sizeBytes: number } | null>;
  /** Removing what is not there is no error. */
  delete(key: string): Promise<void>;
  /** Keys that begin with `prefix`, in order, after `cursor`: at most 1,000. */
  list(prefix: string, cursor: string | null): Promise<readonly string[]>;
  /** Adds bytes at their place; durable when it answers. The same bytes at the same place change nothing. */
  putPart(parts: Parts, offsetBytes: number, bytes: readonly Uint8Array[]): Promise<void>;
  /** The first bytes of what has come; null when nothing has. */
  readParts(parts: Parts, sizeBytes: number): Promise<Readable | null>;
  /** The object stands under its key. Repeating it is no error. */
  completeParts(parts: Parts, sizeBytes: number): Promise<void>;
  abortParts(parts: Parts): Promise<void>;
}
