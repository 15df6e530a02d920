import type { Readable } from "node:stream";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { type ByteRange, type KeptParts, noParts, type Parts, partBytes } from "./driver.ts";

interface S3PartsDeps {
  readonly client: S3Client;
  at(key: string): { Bucket: string; Key: string };
  put(key: string, body: Uint8Array): Promise<void>;
  read(key: string, range?: ByteRange): Promise<Readable | null>;
  remove(key: string): Promise<void>;
  head(key: string): Promise<{ sizeBytes: number } | null>;
  mustShow(key: string, sizeBytes: number): Promise<void>;
  /** A key that nobody else writes. */
  newTail(id: string): string;
}

/**
 * Objects in parts of equal size, whatever sizes their bytes come in: what fills no part yet is kept aside in an object
 * of its own, the tail. Each tail has a key of its own, so that a request which has lost its lock without knowing cannot
 * write over the one that the row names. Neither the parts nor their list can be read before the object is whole.
 */
export function createS3Parts(deps: S3PartsDeps) {
  const { client, at } = deps;

  async function putTagged(parts: Parts, number: number, body: Uint8Array): Promise<string> {
    const answer = await client.send(
      new UploadPartCommand({
        ...at(parts.key),
        ...{ UploadId: parts.kept.multipartId ?? "", PartNumber: number, Body: body },
        ContentLength: body.length,
      }),
    );
    if (answer.ETag === undefined) throw new Error("The storage gave no tag for a part");
    return answer.ETag;
  }

  async function readTail(parts: Parts, sizeBytes: number): Promise<Buffer> {
    if (sizeBytes === 0) return Buffer.alloc(0);
    const { tail } = parts.kept;
    const stream = tail === null ? null : await deps.read(tail);
    const bytes = stream === null ? Buffer.alloc(0) : Buffer.concat(await stream.toArray());
    if (bytes.length === sizeBytes) return bytes;
    throw new Error(`${bytes.length} of ${sizeBytes} bytes were kept aside`);
  }

  return {
    async start(parts: Parts): Promise<KeptParts> {
      if (parts.kept.multipartId !== null) return parts.kept;
      const made = await client.send(new CreateMultipartUploadCommand(at(parts.key)));
      if (made.UploadId === undefined) throw new Error("The storage gave the parts no name");
      return { ...noParts, multipartId: made.UploadId };
    },

    async put(parts: Parts, offsetBytes: number, bytes: readonly Uint8Array[]): Promise<KeptParts> {
      const { kept } = parts;
      const aside = await readTail(parts, offsetBytes - kept.tags.length * partBytes);
      let rest = Buffer.concat([aside, ...bytes]);
      const isLast = offsetBytes - aside.length + rest.length === parts.lengthBytes;
      const tags = [...kept.tags];
      while (rest.length >= partBytes || (isLast && rest.length > 0)) {
        tags.push(await putTagged(parts, tags.length + 1, rest.subarray(0, partBytes)));
        rest = rest.subarray(partBytes);
      }
      if (rest.length === 0) return { ...kept, tags, tail: null };
      const tail = deps.newTail(parts.id);
      await deps.put(tail, rest);
      return { ...kept, tags, tail };
    },

    async read(parts: Parts, sizeBytes: number): Promise<Readable | null> {
      const { tags, tail } = parts.kept;
      if (tags.length > 0 || tail === null) return null;
      return await deps.read(tail, { startByte: 0, endByte: sizeBytes - 1 });
    },

    async complete(parts: Parts): Promise<void> {
      const { kept, key, lengthBytes } = parts;
      const Parts = kept.tags.map((ETag, index) => ({ ETag, PartNumber: index + 1 }));
      const whole = { UploadId: kept.multipartId ?? "", MultipartUpload: { Parts } };
      try {
        await client.send(new CompleteMultipartUploadCommand({ ...at(key), ...whole }));
      } catch (error) {
        // A replica may have been killed right after it did so: then the parts are gone, and the object is there.
        if ((await deps.head(key))?.sizeBytes !== lengthBytes) throw error;
      }
      await deps.mustShow(key, lengthBytes);
    },

    async abort(parts: Parts): Promise<void> {
      const { multipartId, tail } = parts.kept;
      if (tail !== null) await deps.remove(tail);
      if (multipartId === null) return;
      const command = new AbortMultipartUploadCommand({ ...at(parts.key), UploadId: multipartId });
      await client.send(command).catch((error: unknown) => {
        if (!(error instanceof Error && error.name === "NoSuchUpload")) throw error;
      });
    },
  };
}
