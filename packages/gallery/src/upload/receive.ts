import type { IHasher } from "hash-wasm";
import type { GalleryDeps } from "../context.ts";
import { GalleryError } from "../errors.ts";
import { refuseUpload } from "./refuse.ts";
import { resumeHash } from "./running-hash.ts";
import { sniffedBytes, sniffFormat } from "./sniff.ts";
import { advanceUpload, partsOf, type UploadRow } from "./store.ts";

/** After this many bytes the offset is saved, so that memory stays flat and a killed replica costs no more. */
const savedEveryBytes = 8 * 1024 * 1024;

type ReceiveDeps = Pick<GalleryDeps, "db" | "storage" | "events">;

/**
 * Takes the bytes of one request until they end or are cut, and keeps every one that arrived. Answers the new offset.
 * Throws UPLOAD_OFFSET when another request has moved it meanwhile, and UNSUPPORTED_FORMAT as soon as that is known.
 */
export async function receiveBytes(
  deps: ReceiveDeps,
  upload: { row: UploadRow; lockToken: string },
  bytes: AsyncIterable<Uint8Array>,
): Promise<number> {
  await using receiver = await openReceiver(deps, upload);
  for await (const chunk of bytes) await receiver.take(chunk);
  return await receiver.save();
}

async function openReceiver(
  deps: ReceiveDeps,
  { row, lockToken }: { row: UploadRow; lockToken: string },
) {
  const hasher = await resumeHash(deps.storage, row);
  let { offsetBytes, metadata } = row;
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let broken = false;
  let head = metadata.format === undefined ? await readHead(deps, row) : null;

  async function judge(): Promise<void> {
    if (head === null) return;
    const isKnown = head.length >= sniffedBytes || offsetBytes + waitingBytes === row.lengthBytes;
    if (!isKnown) return;
    const format = sniffFormat(head);
    if (format === null) {
      await refuseUpload(deps, row, "UNSUPPORTED_FORMAT");
      throw new GalleryError("UNSUPPORTED_FORMAT");
    }
    head = null;
    metadata = { ...metadata, format };
  }

  async function save(): Promise<number> {
    if (waitingBytes === 0 || broken) return offsetBytes;
    // Whatever fails from here on leaves the hash behind the bytes: nothing more may come after it.
    broken = true;
    await deps.storage.putPart(partsOf(row), offsetBytes, waiting);
    for (const chunk of waiting) hasher.update(chunk);
    const toBytes = offsetBytes + waitingBytes;
    const step = { id: row.id, lockToken, fromBytes: offsetBytes, toBytes, metadata };
    const moved = await advanceUpload(deps.db.orm, { ...step, hashState: stateOf(hasher) });
    if (!moved) throw new GalleryError("UPLOAD_OFFSET");
    deps.events.uploadReceived(waitingBytes);
    offsetBytes = toBytes;
    waiting = [];
    waitingBytes = 0;
    broken = false;
    return offsetBytes;
  }

  return {
    async take(chunk: Uint8Array): Promise<void> {
      waiting.push(chunk);
      waitingBytes += chunk.length;
      if (head !== null) {
        head = Buffer.concat([head, chunk.subarray(0, sniffedBytes - head.length)]);
        await judge().catch((error: unknown) => {
          broken = true;
          throw error;
        });
      }
      if (waitingBytes >= savedEveryBytes) await save();
    },
    save,
    /** Also when the connection was cut: what has arrived counts. */
    async [Symbol.asyncDispose](): Promise<void> {
      await save();
    },
  };
}

async function readHead(deps: ReceiveDeps, row: UploadRow): Promise<Buffer> {
  if (row.offsetBytes === 0) return Buffer.alloc(0);
  const wanted = Math.min(row.offsetBytes, sniffedBytes);
  const stored = await deps.storage.readParts(partsOf(row), wanted);
  return stored === null ? Buffer.alloc(0) : Buffer.concat(await stored.toArray());
}

function stateOf(hasher: IHasher): Uint8Array {
  return hasher.save();
}
