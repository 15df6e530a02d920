"use client";

import { Button } from "../design/button.tsx";
import { CopyButton } from "../design/copy.tsx";
import { Actions } from "../design/dialog.tsx";
import { Notice } from "../design/notice.tsx";

export interface BackupCodesProps {
  codes: readonly string[];
  onDone: () => void;
}

/** Shown this once: the server keeps them sealed and tells nobody again. */
export function BackupCodes({ codes, onDone }: BackupCodesProps) {
  return (
    <>
      <Notice tone="warn" title="These codes are shown this once">
        Keep them where you would still have them without your phone: on paper, or in a password
        manager.
      </Notice>
      <ul
        aria-label="Backup codes"
        className="mt-4 grid grid-cols-2 gap-x-4 gap-y-1.5 rounded-md border border-line bg-sunken px-4 py-3 text-center font-mono text-ink"
      >
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Actions>
        <CopyButton value={codes.join("\n")} what="the backup codes" label="Copy all" />
        <Button look="primary" onClick={onDone}>
          I have kept them
        </Button>
      </Actions>
    </>
  );
}
