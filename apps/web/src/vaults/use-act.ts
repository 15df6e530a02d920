"use client";

import type { Vault } from "@homeport/client/vault";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import type { LocalSigner } from "./local-signer.ts";
import { openVault } from "./open-vault.ts";
import { telling } from "./told-error.ts";

export interface ActOptions<Input> {
  vaultId: string;
  /** What is done with the vault, followed to where it is now. */
  act: (vault: Vault, input: Input) => Promise<unknown>;
  failed: string;
  done?: string;
  onDone?: (output: unknown) => void;
  /** The place that asked shows the failure itself. */
  isShown?: boolean;
}

/** An act that a signer of this machine signs. */
export function useAct<Input>({ vaultId, act, failed, isShown, ...options }: ActOptions<Input>) {
  const trpc = useTRPC();
  return useChange({
    mutationFn: ({ signer, input }: { signer: LocalSigner; input: Input }) =>
      telling(async () => {
        const vault = await openVault(signer, vaultId);
        await vault.sync();
        return await act(vault, input);
      }),
    refresh: [trpc.vaults.pathKey()],
    failed,
    ...(options.done === undefined ? {} : { done: options.done }),
    ...(options.onDone === undefined ? {} : { onDone: options.onDone }),
    ...(isShown === true ? { onFailed: () => true } : {}),
  });
}
