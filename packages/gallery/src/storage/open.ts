import { fileURLToPath } from "node:url";
import { type Random, readS3Address, type StorageAddress } from "@homeport/platform";
import type { StorageDriver } from "./driver.ts";
import { createFileStorage } from "./file.ts";

/** The storage at this address; without one a folder of this checkout. Asks it nothing yet. */
export async function openStorage(
  address: { readonly url: string | undefined; readonly kind: StorageAddress["kind"] },
  fallbackFolder: string,
  random: Random,
): Promise<StorageDriver> {
  if (address.url === undefined) return createFileStorage(fallbackFolder, random);
  if (address.kind === "s3") {
    // Its SDK is large, and most processes never ask for it.
    const { createS3Storage } = await import("./s3.ts");
    return createS3Storage(readS3Address(address.url), random);
  }
  const url = new URL(address.url);
  url.search = "";
  return createFileStorage(fileURLToPath(url).replace(/\/$/, ""), random);
}
