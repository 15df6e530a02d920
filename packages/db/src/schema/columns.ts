import { customType, timestamp } from "drizzle-orm/pg-core";

/** Raw bytes: digests, keys, ciphertext. */
export const bytea = customType<{ data: Uint8Array; driverData: Uint8Array }>({
  dataType: () => "bytea",
});

/** A 64-bit transaction id, as text: it passes JavaScript's exact integers. */
export const xid8 = customType<{ data: string; driverData: string }>({
  dataType: () => "xid8",
});

/** An instant. Compared with now by Postgres only. */
export function instant(name: string) {
  return timestamp(name, { withTimezone: true, mode: "date" });
}
