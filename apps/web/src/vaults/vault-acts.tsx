"use client";

import { Ellipsis } from "lucide-react";
import { useState } from "react";
import { sentenceOf } from "../data/failure.ts";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Button } from "../design/button.tsx";
import { Menu, MenuItem } from "../design/menu.tsx";
import { NameDialog } from "../design/name-dialog.tsx";
import { mounts } from "../paths.ts";
import { useMay } from "../shell/viewer.tsx";
import { PauseVault, UnpauseVault } from "./pause-vault.tsx";
import type { VaultView } from "./vault-types.ts";

/** What people do with a vault by their role, apart from signing. */
export function VaultActs({ vault }: { vault: VaultView }) {
  const trpc = useTRPC();
  const mayManage = useMay("vault.manage");
  const mayPause = useMay("vault.pause");
  const [asked, setAsked] = useState<"rename" | "pause" | null>(null);
  const check = useChange({
    ...trpc.vaults.checkSource.mutationOptions(),
    failed: "The source was not checked",
    done: ({ isDue }) => (isDue ? "The source is looked at" : "Nothing waits for the source"),
  });
  const isPaused = vault.pausedAt !== null;
  return (
    <>
      <Menu
        trigger={
          <Button size="icon" aria-label="More">
            <Ellipsis aria-hidden="true" />
          </Button>
        }
      >
        <MenuItem asChild>
          <a
            href={`${mounts.vaults}/${encodeURIComponent(vault.id)}/export`}
            download={`${vault.id}.ndjson`}
          >
            Export
          </a>
        </MenuItem>
        {mayManage && <MenuItem onSelect={() => setAsked("rename")}>Rename</MenuItem>}
        {mayManage && vault.source.kind !== "self" && (
          <MenuItem onSelect={() => check.mutate({ vaultId: vault.id })}>Check source</MenuItem>
        )}
        {mayPause && (
          <MenuItem onSelect={() => setAsked("pause")}>{isPaused ? "Unpause" : "Pause"}</MenuItem>
        )}
      </Menu>
      {asked === "rename" && <RenameVault vault={vault} onClose={() => setAsked(null)} />}
      {asked === "pause" && !isPaused && (
        <PauseVault by="member" vault={vault} onClose={() => setAsked(null)} />
      )}
      {asked === "pause" && isPaused && (
        <UnpauseVault by="member" vault={vault} onClose={() => setAsked(null)} />
      )}
    </>
  );
}

interface ActProps {
  vault: VaultView;
  onClose: () => void;
}

function RenameVault({ vault, onClose }: ActProps) {
  const trpc = useTRPC();
  const rename = useChange({
    ...trpc.vaults.rename.mutationOptions(),
    refresh: [trpc.vaults.pathKey()],
    failed: "The vault was not renamed",
    onFailed: () => true,
    onDone: onClose,
  });
  return (
    <NameDialog
      open
      onOpenChange={onClose}
      title={`Rename ${vault.name}`}
      note="Its name is for people; nothing that is signed holds it."
      maxLength={80}
      verb="Rename"
      initial={vault.name}
      busy={rename.isPending}
      error={sentenceOf(rename.error)}
      onName={(name) => rename.mutate({ vaultId: vault.id, name })}
    />
  );
}
