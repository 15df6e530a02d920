"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useChange } from "../data/use-change.ts";
import { useKeys } from "../vault-keys/use-keys.ts";
import { connectWallet, findWallet, type LocalSigner, signerOfKey } from "./local-signer.ts";
import { telling } from "./told-error.ts";

const walletKey = ["vault-wallet"];

/** The wallet that was connected in this tab, and whether there is one to connect. */
export function useWallet() {
  const queryClient = useQueryClient();
  const provider = useQuery({
    ...{ queryKey: ["vault-wallet-provider"], queryFn: () => findWallet() !== null },
    ...{ staleTime: Number.POSITIVE_INFINITY },
  });
  const connected = useQuery<LocalSigner | null>({
    ...{ queryKey: walletKey, queryFn: () => null, initialData: null },
    ...{ staleTime: Number.POSITIVE_INFINITY },
  });
  const connect = useChange({
    mutationFn: () =>
      telling(async () => {
        const wallet = findWallet();
        if (wallet === null) throw new TypeError("The wallet is gone.");
        return await connectWallet(wallet);
      }),
    failed: "The wallet was not connected",
    onDone: (signer: LocalSigner) => void queryClient.setQueryData(walletKey, signer),
  });
  return { wallet: connected.data, isThere: provider.data === true, connect };
}

/** Who can sign on this machine; undefined until the browser has said. */
export function useSigners(): readonly LocalSigner[] | undefined {
  const keys = useKeys();
  const { wallet } = useWallet();
  if (keys.data === undefined && !keys.isError) return undefined;
  return [...(keys.data ?? []).map(signerOfKey), ...(wallet === null ? [] : [wallet])];
}
