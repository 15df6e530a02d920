"use client";

import { VaultIntegrityError } from "@homeport/client/vault";
import type { Json } from "@homeport/vaults/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useTRPC } from "../data/trpc.ts";
import { mounts } from "../paths.ts";
import type { LocalSigner } from "./local-signer.ts";
import { openVault } from "./open-vault.ts";
import { telling } from "./told-error.ts";
import { useSigners } from "./use-signers.ts";
import { nextVaultCursor, proposalListInput, timelineInput } from "./vault-query.ts";
import type { VaultView } from "./vault-types.ts";

/** In case no news comes. */
const pollMs = 15_000;
/** What a look at a source has shown is no news; a change that waits is looked at about as often as that. */
const waitingPollMs = 3_000;

export function useVault(vaultId: string) {
  const trpc = useTRPC();
  return useQuery(
    trpc.vaults.get.queryOptions(
      { vaultId },
      { refetchInterval: ({ state }) => (state.data?.candidate ? waitingPollMs : pollMs) },
    ),
  );
}

export function useTimeline(vaultId: string) {
  const trpc = useTRPC();
  return useInfiniteQuery(
    trpc.vaults.timeline.infiniteQueryOptions(timelineInput(vaultId), {
      getNextPageParam: nextVaultCursor,
    }),
  );
}

export function useProposals(vaultId: string) {
  const trpc = useTRPC();
  return useInfiniteQuery(
    trpc.vaults.proposals.infiniteQueryOptions(proposalListInput(vaultId), {
      getNextPageParam: nextVaultCursor,
      refetchInterval: pollMs,
    }),
  );
}

/**
 * The state at the vault's head. Where a key of this browser is listed it is the one that was computed here from signed
 * history; else it is what the server shows.
 */
export function useVaultState(vault: VaultView) {
  const { id, mode, head } = vault;
  const own = useOwnSigners(vault);
  const device = own?.find(({ kind }) => kind === "device");
  return useQuery({
    queryKey: ["vault-state", id, head.commitment, device?.id],
    queryFn: () => telling(() => (device === undefined ? readState(id) : followState(device, id))),
    enabled: mode === "json" && own !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
}

async function followState(device: LocalSigner, vaultId: string): Promise<Json> {
  return (await (await openVault(device, vaultId)).sync()).state;
}

async function readState(vaultId: string): Promise<Json> {
  const answer = await fetch(`${mounts.vaults}/${encodeURIComponent(vaultId)}/state`);
  if (!answer.ok) throw new Error(`the state was answered by ${answer.status}`);
  return await answer.json();
}

/** Those of this machine whom the vault lists. */
export function useOwnSigners(vault: VaultView): readonly LocalSigner[] | undefined {
  return useSigners()?.filter(({ id }) => vault.signers.some((signer) => signer.id === id));
}

/**
 * Follows the vault by a key of this browser, which computes all anew. A wallet would be asked at every look; what it
 * signs is checked when it signs. Answers what does not hold, or null.
 */
export function useIntegrity(vault: VaultView): VaultIntegrityError | null {
  const device = useOwnSigners(vault)?.find(({ kind }) => kind === "device");
  const followed = useQuery({
    queryKey: ["vault-followed", vault.id, device?.id, vault.eventSeq],
    queryFn: async () => {
      if (device !== undefined) await (await openVault(device, vault.id)).sync();
      return true;
    },
    enabled: device !== undefined,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return followed.error instanceof VaultIntegrityError ? followed.error : null;
}
