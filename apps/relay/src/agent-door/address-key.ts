import { addressGroup } from "@homeport/platform";

/** What counts as one address: an IPv4 address, or the /64 of an IPv6 one. */
export function addressKey(address: string | null): string {
  return address === null ? "unknown" : (addressGroup(address) ?? address);
}
