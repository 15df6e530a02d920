"use client";

import { Badge } from "../design/badge.tsx";
import { CopyButton } from "../design/copy.tsx";
import { formatCount } from "../design/format.ts";
import { Panel, PanelHead } from "../design/panel.tsx";
import type { LocalSigner } from "./local-signer.ts";
import type { VaultView } from "./vault-types.ts";
import { shortSigner } from "./vault-words.ts";

export interface RosterPanelProps {
  vault: VaultView;
  own: readonly LocalSigner[];
}

export function RosterPanel({ vault, own }: RosterPanelProps) {
  const voters = vault.signers.filter(({ role }) => role === "voter").length;
  return (
    <Panel aria-labelledby="vault-signers">
      <PanelHead
        id="vault-signers"
        title="Signers"
        note={`${vault.threshold} of ${formatCount(voters, "voter")} ${vault.threshold === 1 ? "signs" : "sign"} a change`}
      />
      <ul className="divide-y divide-line">
        {vault.signers.map(({ id, role, label }) => (
          <li key={id} className="flex items-center justify-between gap-3 px-4 py-2.5 sm:px-5">
            <div className="min-w-0">
              <p className="wrap-anywhere font-medium text-ink">
                {label} {own.some((signer) => signer.id === id) && <Badge tone="accent">you</Badge>}
              </p>
              <p className="text-ink-3 text-sm">
                {role} · <code className="text-xs">{shortSigner(id)}</code>
              </p>
            </div>
            <CopyButton value={id} what={`the signer id of ${label}`} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
