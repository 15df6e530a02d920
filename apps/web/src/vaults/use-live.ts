"use client";

import type { VaultEventType } from "@homeport/vaults";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTRPC } from "../data/trpc.ts";
import { mounts } from "../paths.ts";

/** Whether news comes by itself. */
export type Liveness =
  | { readonly kind: "live" }
  | { readonly kind: "reconnecting" }
  | { readonly kind: "offline"; readonly since: Date };

/** What a vault's stream names its news; `reset` says that some was missed. */
const vaultNews = [
  ...(["vault.created", "vault.renamed", "vault.paused", "vault.unpaused"] as const),
  ...(["vault.released", "roster.changed", "delta.accepted", "delta.canonical"] as const),
  ...(["delta.retained", "delta.discarded", "delta.abandon-requested"] as const),
  ...(["proposal.opened", "proposal.signed", "proposal.ready", "proposal.submitted"] as const),
  ...(["proposal.settled", "proposal.retracted", "proposal.restored"] as const),
  ...(["proposal.expired", "source.verified", "source.unavailable"] as const),
  ...(["source.recovered", "source.ahead", "integrity.failed"] as const),
] as const satisfies readonly VaultEventType[];

/** A browser gives a stream up that is refused; it is tried anew so often. */
const againAfterMs = 5_000;
/** A stream that is lost is back within a moment, or what is shown is of then. */
const offlineAfterMs = 10_000;

/** Reads a vault's queries again whenever something happens to it. */
export function useVaultNews(vaultId: string): Liveness {
  return useNews(`${mounts.vaults}/${encodeURIComponent(vaultId)}/events`, [...vaultNews, "reset"]);
}

/** Reads all queries of vaults again whenever one of the organization moves. */
export function useOrganizationNews(): Liveness {
  return useNews(`${mounts.vaults}/events`, ["vault"]);
}

function useNews(url: string, types: readonly string[]): Liveness {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [liveness, setLiveness] = useState<Liveness>({ kind: "reconnecting" });
  const names = types.join(" ");
  useEffect(() => {
    let stream: EventSource;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let patience: ReturnType<typeof setTimeout> | undefined;
    let lostAt: Date | null = null;
    const readAgain = () => void queryClient.invalidateQueries({ queryKey: trpc.vaults.pathKey() });
    function open() {
      stream = new EventSource(url);
      // Whatever happened before it was open is read with it.
      stream.onopen = () => {
        clearTimeout(patience);
        lostAt = null;
        setLiveness({ kind: "live" });
        readAgain();
      };
      stream.onerror = () => {
        if (lostAt === null) {
          const since = new Date();
          lostAt = since;
          setLiveness({ kind: "reconnecting" });
          patience = setTimeout(() => setLiveness({ kind: "offline", since }), offlineAfterMs);
        }
        if (stream.readyState === EventSource.CLOSED) timer = setTimeout(open, againAfterMs);
      };
      for (const name of names.split(" ")) stream.addEventListener(name, readAgain);
    }
    open();
    return () => {
      clearTimeout(timer);
      clearTimeout(patience);
      stream.close();
    };
  }, [url, names, queryClient, trpc]);
  return liveness;
}
