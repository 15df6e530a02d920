import { createHash, timingSafeEqual } from "node:crypto";
import { Readable } from "node:stream";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
} from "@aws-sdk/client-s3";
import { newToken, type Random, type S3Address } from "@homeport/platform";
import { GalleryError } from "../errors.ts";
import {
  type ByteRange,
  type Expected,
  partBytes,
  type StorageDriver,
  type StoredObject,
} from "./driver.ts";
import { reachable, reachableBytes } from "./reachable.ts";
import { createS3Parts } from "./s3-parts.ts";
import { ReadBackDiffers } from "./trouble.ts";

const listedAtOnce = 1_000;
/** What the SDK would write to the console: whoever asked is told by what is thrown. */
const silent = { debug() {}, info() {}, warn() {}, error() {} };
const connectMs = 3_000;
/** Without a byte either way. */
const silentMs = 30_000;

/**
 * A bucket as storage. Credentials are the environment's, or those given. With the SDK's own choice of checksums some
 * servers keep the framing of a body as part of the object; nothing is trusted to have arrived before its size is seen.
 */
export function createS3Storage(
  address: S3Address,
  random: Random,
  credentials?: S3ClientConfig["credentials"],
): StorageDriver {
  const { bucket, prefix, endpoint, region, pathStyle } = address;
  const client = new S3Client({
    region,
    forcePathStyle: pathStyle,
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    logger: silent,
    requestHandler: {
      connectionTimeout: connectMs,
      requestTimeout: silentMs,
      throwOnRequestTimeout: true,
    },
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
  });
  const at = (key: string) => ({ Bucket: bucket, Key: `${prefix}${key}` });

  async function head(key: string): Promise<{ sizeBytes: number } | null> {
    const found = await orNull(client.send(new HeadObjectCommand(at(key))));
    return found === null ? null : { sizeBytes: found.ContentLength ?? 0 };
  }

  async function mustShow(key: string, sizeBytes: number): Promise<void> {
    const found = await head(key);
    if (found?.sizeBytes === sizeBytes) return;
    const shown = found === null ? "nothing" : `${found.sizeBytes} bytes`;
    throw new ReadBackDiffers(`The storage shows ${shown} of ${sizeBytes}`);
  }

  async function put(key: string, body: Uint8Array): Promise<void> {
    await client.send(new PutObjectCommand({ ...at(key), Body: body, ContentLength: body.length }));
    await mustShow(key, body.length);
  }

  async function putStream(
    key: string,
    bytes: AsyncIterable<Uint8Array>,
    expected: Expected,
  ): Promise<void> {
    const broken = new AbortController();
    // The SDK would wait for a body that has failed until its deadline.
    const body = Readable.from(checked(bytes, expected)).once("error", (error) =>
      broken.abort(error),
    );
    const command = new PutObjectCommand({
      ...at(key),
      Body: body,
      ContentLength: expected.sizeBytes,
    });
    try {
      await client.send(command, { abortSignal: broken.signal });
    } catch (error) {
      throw broken.signal.aborted ? broken.signal.reason : error;
    } finally {
      body.destroy();
    }
    await mustShow(key, expected.sizeBytes);
  }

  async function list(from: string, cursor: string | null): Promise<StoredObject[]> {
    const found = await client.send(
      new ListObjectsV2Command({
        ...{ Bucket: bucket, Prefix: `${prefix}${from}`, MaxKeys: listedAtOnce },
        ...(cursor === null ? {} : { StartAfter: `${prefix}${cursor}` }),
      }),
    );
    return (found.Contents ?? []).map(({ Key = "", Size, LastModified }) => ({
      key: Key.slice(prefix.length),
      sizeBytes: Size ?? 0,
      modifiedAtMs: LastModified?.getTime() ?? 0,
    }));
  }

  async function read(key: string, range?: ByteRange): Promise<Readable | null> {
    const bounds =
      range === undefined ? {} : { Range: `bytes=${range.startByte}-${range.endByte}` };
    const found = await orNull(client.send(new GetObjectCommand({ ...at(key), ...bounds })));
    return found?.Body instanceof Readable ? found.Body : null;
  }

  const remove = async (key: string) => {
    await client.send(new DeleteObjectCommand(at(key)));
  };
  const newTail = (id: string) => `${id}.${newToken(random, 9)}.tail`;
  const parts = createS3Parts({ client, at, put, read, remove, head, mustShow, newTail });

  return {
    kind: "s3",
    place: `${bucket}/${prefix}${endpoint === undefined ? "" : ` at ${endpoint}`}, ${region}`,
    // Less than a part is kept aside, and written once more with each step.
    stepBytes: partBytes,
    put: (key, bytes, expected) => reachable(() => putStream(key, bytes, expected)),
    create: (key, text) =>
      reachable(async () => {
        if ((await head(key)) !== null) return false;
        // Servers that do not know the condition ignore it.
        const command = new PutObjectCommand({ ...at(key), Body: text, IfNoneMatch: "*" });
        return await client.send(command).then(
          () => true,
          (error: unknown) => {
            if (statusOf(error) === 412) return false;
            throw error;
          },
        );
      }),
    read: (key, range) => reachableBytes(() => read(key, range)),
    head: (key) => reachable(() => head(key)),
    delete: (key) => reachable(() => remove(key)),
    list: (from, cursor) => reachable(() => list(from, cursor)),
    startParts: (of) => reachable(() => parts.start(of)),
    putPart: (of, offsetBytes, bytes) => reachable(() => parts.put(of, offsetBytes, bytes)),
    readParts: (of, sizeBytes) => reachableBytes(() => parts.read(of, sizeBytes)),
    completeParts: (of) => reachable(() => parts.complete(of)),
    abortParts: (of) => reachable(() => parts.abort(of)),
  };
}

/** Holds the last bytes back until the hash of all is right: an object that is not what was expected never becomes whole. */
async function* checked(
  bytes: AsyncIterable<Uint8Array>,
  expected: Expected,
): AsyncGenerator<Uint8Array> {
  const hash = createHash("sha256");
  let sizeBytes = 0;
  let held: Uint8Array | null = null;
  for await (const chunk of bytes) {
    hash.update(chunk);
    sizeBytes += chunk.length;
    if (held !== null) yield held;
    held = chunk;
  }
  if (sizeBytes !== expected.sizeBytes || !timingSafeEqual(hash.digest(), expected.sha256)) {
    throw new GalleryError("ORIGINAL_CORRUPT", { detail: `${sizeBytes} bytes were written` });
  }
  if (held !== null) yield held;
}

async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (statusOf(error) === 404 && nameOf(error) !== "NoSuchBucket") return null;
    throw error;
  }
}

function statusOf(error: unknown): unknown {
  return Reflect.get(Object(Reflect.get(Object(error), "$metadata")), "httpStatusCode");
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "";
}
