"use client";

import { Link2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button } from "../design/button.tsx";

/** What asks once more before a link is revoked. */
export interface Revoking {
  name: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export interface LinkRowProps {
  /** Empty where nobody named it. */
  label: string;
  badges: ReactNode;
  /** What it opens, and how often it did. */
  facts: ReactNode;
  /** Null where its end is past caring. */
  ends: ReactNode;
  /** Null where nothing is left to be revoked. */
  revoke: ((revoking: Revoking) => ReactNode) | null;
}

/** One link that was handed out. */
export function LinkRow({ label, badges, facts, ends, revoke }: LinkRowProps) {
  const [revoking, setRevoking] = useState(false);
  const name = label === "" ? "A link without a name" : label;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2.5 px-4 py-3.5 sm:px-5">
      <span className="grid size-9 shrink-0 place-items-center rounded-md border border-line bg-sunken text-ink-3">
        <Link2 className="size-4" aria-hidden="true" />
      </span>
      <div className="min-w-0 flex-1 basis-32">
        <p className="flex flex-wrap items-center gap-2 font-medium text-ink">
          <span className="wrap-anywhere">{name}</span>
          {badges}
        </p>
        <p className="wrap-anywhere text-ink-3 text-sm">{facts}</p>
        {ends !== null && <p className="text-ink-3 text-sm">{ends}</p>}
      </div>
      {revoke !== null && (
        <Button
          size="sm"
          look="danger"
          aria-label={`Revoke ${name}`}
          onClick={() => setRevoking(true)}
        >
          Revoke
        </Button>
      )}
      {revoke?.({ name, open: revoking, onOpenChange: setRevoking })}
    </li>
  );
}
