"use client";

import { toast } from "sonner";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import type { Address, AddressList } from "./address-types.ts";

/** Makes an address the one that lists and links show; shown at once, and taken back when it fails. */
export function useSetPrimary(appId: string) {
  const trpc = useTRPC();
  const { queryKey, refresh } = useAddressKeys(appId);
  return useChange({
    ...trpc.gate.addresses.setPrimary.mutationOptions(),
    preview: [
      {
        queryKey,
        apply: (cached, { addressId }) =>
          mapAddresses(cached, (one) => ({ ...one, isPrimary: one.id === addressId })),
      },
    ],
    refresh,
    failed: "The primary address was not changed",
    done: ({ shownAs }) => `${shownAs} is the primary address`,
  });
}

/** Has the DNS record looked for now. What was seen stands on the page afterwards. */
export function useVerify(appId: string) {
  const trpc = useTRPC();
  const { refresh } = useAddressKeys(appId);
  return useChange({
    ...trpc.gate.addresses.verify.mutationOptions(),
    refresh,
    failed: "The hostname was not verified",
    onDone({ finding, address }) {
      if (finding === "found") {
        toast.success(`${address.shownAs} is verified`);
      }
    },
  });
}

/** Answers that a change of an app's addresses makes old: its addresses, and where it shows its own. */
export function useAddressKeys(appId: string) {
  const trpc = useTRPC();
  const queryKey = trpc.gate.addresses.list.queryKey({ appId });
  return { queryKey, refresh: [queryKey, trpc.apps.pathKey()] };
}

function mapAddresses(cached: unknown, change: (one: Address) => Address): unknown {
  return isAddressList(cached) ? { ...cached, addresses: cached.addresses.map(change) } : cached;
}

/** Under its key the cache holds what the query answered, or nothing. */
function isAddressList(cached: unknown): cached is AddressList {
  return typeof cached === "object" && cached !== null && "addresses" in cached;
}
