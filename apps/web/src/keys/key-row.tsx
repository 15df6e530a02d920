"use client";

import { KeyRound } from "lucide-react";
import { useState } from "react";
import { Ago } from "../design/ago.tsx";
import { Badge } from "../design/badge.tsx";
import { Button } from "../design/button.tsx";
import { formatInstant } from "../design/format.ts";
import { describeScopes, type Key } from "./key-words.ts";
import { RevokeKey } from "./revoke-key.tsx";

export function KeyRow({ apiKey }: { apiKey: Key }) {
  const [revoking, setRevoking] = useState(false);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2.5 px-4 py-3.5 sm:px-5">
      <span className="grid size-9 shrink-0 place-items-center rounded-md border border-line bg-sunken text-ink-3">
        <KeyRound className="size-4" aria-hidden="true" />
      </span>
      <div className="min-w-0 flex-1 basis-32">
        <p className="flex flex-wrap items-center gap-2 font-medium text-ink">
          <span className="wrap-anywhere">{apiKey.name}</span>
          {apiKey.expired && <Badge tone="warn">Expired</Badge>}
        </p>
        <p className="text-ink-3 text-sm">
          <span className="font-mono">{apiKey.prefix}…</span>
          {" · opens "}
          {describeScopes(apiKey.scopes)}
        </p>
        <p className="text-ink-3 text-sm">
          {apiKey.lastUsedAt === null ? (
            "never used"
          ) : (
            <>
              last used <Ago at={apiKey.lastUsedAt} />
            </>
          )}
          {" · "}
          {apiKey.expiresAt === null
            ? "no end"
            : `${apiKey.expired ? "ended" : "ends"} ${formatInstant(apiKey.expiresAt)}`}
        </p>
      </div>
      <Button
        size="sm"
        look="danger"
        aria-label={`Revoke ${apiKey.name}`}
        onClick={() => setRevoking(true)}
      >
        Revoke
      </Button>
      <RevokeKey apiKey={apiKey} open={revoking} onOpenChange={setRevoking} />
    </li>
  );
}
