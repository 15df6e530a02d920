import { readS3Address, systemRandom } from "@homeport/platform";
import { type S3Server, startS3Server } from "@homeport/testkit/s3-server";
import type { StorageDriver } from "../src/storage/driver.ts";
import { createS3Storage } from "../src/storage/s3.ts";

export interface S3Fixture extends AsyncDisposable {
  readonly server: S3Server;
  readonly storage: StorageDriver;
  /** The same server, asked by another address or with other keys. */
  open(changes?: { url?: string; credentials?: S3Server["credentials"] }): StorageDriver;
}

export async function openS3(): Promise<S3Fixture> {
  const server = await startS3Server();
  const open: S3Fixture["open"] = ({ url = server.url, credentials = server.credentials } = {}) =>
    createS3Storage(readS3Address(url), systemRandom, credentials);
  return {
    ...{ server, open, storage: open() },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
