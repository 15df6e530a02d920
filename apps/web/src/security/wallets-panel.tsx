"use client";

import { Plus, Wallet as WalletIcon } from "lucide-react";
import { useState } from "react";
import { useTRPC, useTRPCClient } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Ago } from "../design/ago.tsx";
import { Button } from "../design/button.tsx";
import { Confirm } from "../design/confirm.tsx";
import { CopyButton } from "../design/copy.tsx";
import { Empty } from "../design/empty.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { signWithWallet } from "../doors/wallet.ts";
import { shortAddress } from "../doors/wallet-message.ts";
import { useSecurityKey, type Wallet } from "./use-security.ts";

export function WalletsPanel({ wallets }: { wallets: readonly Wallet[] }) {
  const link = <LinkWallet />;
  return (
    <Panel aria-label="Wallets">
      <PanelHead
        title="Wallets"
        note="Sign in by signing a message with the key of an Ethereum wallet."
        {...(wallets.length === 0 ? {} : { actions: link })}
      />
      {wallets.length === 0 ? (
        <Empty className="py-8 sm:py-10" icon={WalletIcon} title="No wallets linked" action={link}>
          Linking one costs nothing and moves nothing: it only shows that its key is yours.
        </Empty>
      ) : (
        <ul className="divide-y divide-line">
          {wallets.map((wallet) => (
            <WalletRow key={wallet.walletId} wallet={wallet} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function LinkWallet() {
  const client = useTRPCClient();
  const trpc = useTRPC();
  const change = useChange<{ readonly address: string }, void>({
    mutationKey: trpc.account.wallets.link.mutationKey(),
    mutationFn: async () => await client.account.wallets.link.mutate(await signWithWallet()),
    refresh: [useSecurityKey(), trpc.account.wallets.pathKey()],
    failed: "The wallet was not linked",
    done: ({ address }) => `${shortAddress(address)} signs you in from now on`,
  });
  return (
    <Button size="sm" busy={change.isPending} onClick={() => change.mutate()}>
      {!change.isPending && <Plus aria-hidden="true" />} Link wallet
    </Button>
  );
}

function WalletRow({ wallet }: { wallet: Wallet }) {
  const [asked, setAsked] = useState(false);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2.5 px-4 py-3.5 sm:px-5">
      <span className="grid size-9 shrink-0 place-items-center rounded-md border border-line bg-sunken text-ink-3">
        <WalletIcon className="size-4" aria-hidden="true" />
      </span>
      <div className="min-w-0 flex-1 basis-32">
        <p className="flex items-center gap-1 font-medium font-mono text-ink">
          <span title={wallet.address}>{shortAddress(wallet.address)}</span>
          <CopyButton value={wallet.address} what="the address" />
        </p>
        <p className="text-ink-3 text-sm">
          linked <Ago at={wallet.createdAt} />
        </p>
      </div>
      <Button
        size="sm"
        look="danger"
        aria-label={`Unlink ${shortAddress(wallet.address)}`}
        onClick={() => setAsked(true)}
      >
        Unlink
      </Button>
      <UnlinkWallet wallet={wallet} open={asked} onClose={() => setAsked(false)} />
    </li>
  );
}

interface UnlinkWalletProps {
  wallet: Wallet;
  open: boolean;
  onClose: () => void;
}

function UnlinkWallet({ wallet, open, onClose }: UnlinkWalletProps) {
  const trpc = useTRPC();
  const change = useChange({
    ...trpc.account.wallets.unlink.mutationOptions(),
    refresh: [useSecurityKey(), trpc.account.wallets.pathKey()],
    failed: "The wallet was not unlinked",
    done: `${shortAddress(wallet.address)} is unlinked`,
    onFailed: () => true,
    onDone: onClose,
  });
  return (
    <Confirm
      open={open}
      onOpenChange={onClose}
      title={`Unlink ${shortAddress(wallet.address)}?`}
      verb="Unlink wallet"
      busy={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate({ walletId: wallet.walletId })}
    >
      It signs you in no more. You can link it again at any time.
    </Confirm>
  );
}
