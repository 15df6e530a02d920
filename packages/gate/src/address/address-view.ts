import { addressOf } from "./address.ts";
import { shownHostname } from "./hostname.ts";
import type { AddressRow } from "./store.ts";

/** One address of an app, for people. */
export interface AddressView {
  readonly id: string;
  readonly hostname: string;
  /** The hostname in the script in which people write it. */
  readonly shownAs: string;
  readonly url: string;
  readonly kind: "label" | "custom";
  readonly isPrimary: boolean;
  /** Null for a custom hostname that nobody has proven, or whose record was lost: it answers 404. */
  readonly verifiedAt: Date | null;
}

/** Pure. */
export function viewAddress(appsUrl: URL, row: AddressRow): AddressView {
  const { id, hostname, kind, isPrimary, verifiedAt } = row;
  return {
    ...{ id, kind, isPrimary, verifiedAt },
    ...addressOf(appsUrl, hostname),
    shownAs: shownHostname(hostname),
  };
}

/** The primary one first, then labels, then by name. */
export function byRank(left: AddressRow, right: AddressRow): number {
  return (
    Number(right.isPrimary) - Number(left.isPrimary) ||
    Number(left.kind === "custom") - Number(right.kind === "custom") ||
    (left.hostname < right.hostname ? -1 : 1)
  );
}
