import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import S3rver from "s3rver";
import { type S3Fault, type S3Request, startS3Proxy } from "./s3-proxy.ts";

/** An S3 server of this test alone, behind a proxy that does to requests what networks and busy servers do. */
export interface S3Server extends AsyncDisposable {
  /** As `HOMEPORT_STORAGE` takes it. */
  readonly url: string;
  readonly endpoint: string;
  readonly bucket: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Every request that came, also those that met a fault. */
  readonly requests: readonly S3Request[];
  /** Decides what happens to each request from now on; null lets all of them through. */
  meet(fault: ((request: S3Request) => S3Fault | null) | null): void;
}

const bucket = "photos";
/** The only account that s3rver knows. */
const credentials = { accessKeyId: "S3RVER", secretAccessKey: "S3RVER" };

export async function startS3Server(): Promise<S3Server> {
  const directory = await mkdtemp(join(tmpdir(), "homeport-s3-"));
  const server = new S3rver({
    ...{ address: "127.0.0.1", port: 0, silent: true, directory, vhostBuckets: false },
    configureBuckets: [{ name: bucket }],
  });
  const { port } = await server.run();
  const proxy = await startS3Proxy(port);
  const { endpoint } = proxy;
  return {
    ...{ bucket, credentials, endpoint, requests: proxy.requests, meet: proxy.meet },
    url: `s3://${bucket}/gallery?endpoint=${encodeURIComponent(endpoint)}&region=us-east-1&pathStyle=1`,
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]();
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
