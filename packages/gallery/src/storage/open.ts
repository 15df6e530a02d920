import { fileURLToPath } from "node:url";
import type { S3ClientConfig } from "@aws-sdk/client-s3";
import { type Random, readS3Address, type StorageAddress } from "@homeport/platform";
import type { StorageDriver } from "./driver.ts";
import { createFileStorage } from "./file.ts";

/**
 * The storage at this address; without one a folder of this checkout. A bucket is asked with the credentials of the
 * environment unless others are given. Asks it nothing yet.
 */
export async function openStorage(
  address: { readonly url: string | undefined; readonly kind: StorageAddress["kind"] },
  fallbackFolder: string,
  random: Random,
  credentials?: S3ClientConfig["credentials"],
): Promise<StorageDriver> {
  if (address.url === undefined) return createFileStorage(fallbackFolder, random);
  if (address.kind === "s3") {
    // Its SDK is large, and most processes never ask for it.
    const { createS3Storage } = await import("./s3.ts");
    return createS3Storage(readS3Address(address.url), random, credentials);
  }
  const url = new URL(address.url);
  url.search = "";
  return createFileStorage(fileURLToPath(url).replace(/\/$/, ""), random);
}
