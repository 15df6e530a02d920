import { fileURLToPath } from "node:url";
import { ConfigError, type Random, type StorageAddress } from "@homeport/platform";
import type { StorageDriver } from "./driver.ts";
import { createFileStorage } from "./file.ts";

/** The storage at this address; without one a folder of this checkout. Opens nothing yet. Throws ConfigError. */
export function openStorage(
  address: { readonly url: string | undefined; readonly kind: StorageAddress["kind"] },
  fallbackFolder: string,
  random: Random,
): StorageDriver {
  if (address.url === undefined) return createFileStorage(fallbackFolder, random);
  if (address.kind !== "s3") {
    const url = new URL(address.url);
    url.search = "";
    return createFileStorage(fileURLToPath(url).replace(/\/$/, ""), random);
  }
  throw new ConfigError([
    {
      name: "HOMEPORT_STORAGE",
      problem: "is an s3 address, and photos are only kept in folders so far",
      remedy: "Set it to file:///folder?shared=1, on a folder that all replicas mount.",
    },
  ]);
}
