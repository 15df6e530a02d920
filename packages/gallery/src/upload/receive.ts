import type { GalleryDeps } from "../context.ts";
import { GalleryError } from "../errors.ts";
import type { KeptParts } from "../storage/driver.ts";
import { queueDeletions } from "../storage/store.ts";
import { refuseUpload } from "./refuse.ts";
import { resumeHash } from "./running-hash.ts";
import { sniffedBytes, sniffFormat } from "./sniff.ts";
import { advanceUpload, partsOf, saveMultipart, type UploadRow } from "./store.ts";

type ReceiveDeps = Pick<GalleryDeps, "db" | "storage" | "events" | "receivedBytes">;

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
  const { stepBytes } = deps.storage;
  const hasher = await resumeHash(deps.storage, row);
  let { offsetBytes, metadata, kept } = row;
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let broken = false;
  let head = metadata.format === undefined ? await readHead(deps, row) : null;

  async function judge(arrivedBytes: number): Promise<void> {
    if (head === null) return;
    const isKnown = head.length >= sniffedBytes || arrivedBytes === row.lengthBytes;
    if (!isKnown) return;
    const format = sniffFormat(head);
    // What stands for a photo's pixels is decoded here, and made in one format alone.
    if (format === null || (row.role === "rendition" && format !== "jpeg")) {
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
    kept = await startParts(deps, { row: { ...row, kept }, lockToken });
    const next = await deps.storage.putPart(partsOf({ ...row, kept }), offsetBytes, waiting);
    for (const chunk of waiting) hasher?.update(chunk);
    const toBytes = offsetBytes + waitingBytes;
    const step = { id: row.id, lockToken, fromBytes: offsetBytes, toBytes, kept: next, metadata };
    const hashState = hasher?.save() ?? null;
    const moved = await advanceUpload(deps.db.orm, { ...step, hashState });
    if (!moved) throw new GalleryError("UPLOAD_OFFSET");
    if (kept.tail !== null && kept.tail !== next.tail) await dropTail(deps, kept.tail);
    kept = next;
    deps.events.uploadReceived(waitingBytes);
    offsetBytes = toBytes;
    waiting = [];
    waitingBytes = 0;
    broken = false;
    return offsetBytes;
  }

  return {
    async take(chunk: Uint8Array): Promise<void> {
      deps.receivedBytes?.(chunk.length);
      if (head !== null) {
        head = Buffer.concat([head, chunk.subarray(0, sniffedBytes - head.length)]);
        await judge(offsetBytes + waitingBytes + chunk.length).catch((error: unknown) => {
          broken = true;
          throw error;
        });
      }
      // Saved wherever a step ends, so that memory stays flat and a killed replica costs no more than one.
      for (let rest = chunk; rest.length > 0; ) {
        const now = rest.subarray(0, stepBytes - ((offsetBytes + waitingBytes) % stepBytes));
        rest = rest.subarray(now.length);
        waiting.push(now);
        waitingBytes += now.length;
        if ((offsetBytes + waitingBytes) % stepBytes === 0) await save();
      }
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

/** Saves the storage's name for the parts before any of them is there: what nobody knows of could not be freed. */
async function startParts(
  deps: ReceiveDeps,
  { row, lockToken }: { row: UploadRow; lockToken: string },
): Promise<KeptParts> {
  const started = await deps.storage.startParts(partsOf(row));
  if (started.multipartId === null || started.multipartId === row.kept.multipartId) return started;
  if (await saveMultipart(deps.db.orm, { id: row.id, lockToken }, started.multipartId)) {
    return started;
  }
  await deps.storage.abortParts(partsOf({ ...row, kept: started }));
  throw new GalleryError("UPLOAD_OFFSET");
}

/** The row names another one now. */
async function dropTail(deps: ReceiveDeps, tail: string): Promise<void> {
  try {
    await deps.storage.delete(tail);
  } catch (error) {
    deps.events.deletionFailed(error);
    await queueDeletions(deps.db.orm, [tail]);
  }
}
