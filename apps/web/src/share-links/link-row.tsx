"use client";

import { Link2 } from "lucide-react";
import { useState } from "react";
import { Badge, type Tone } from "../design/badge.tsx";
import { Button } from "../design/button.tsx";
import { formatInstant } from "../design/format.ts";
import { describeUses, type ShareLink } from "./link-words.ts";
import { RevokeLink } from "./revoke-link.tsx";

const states: Record<ShareLink["state"], { label: string; tone: Tone }> = {
  live: { label: "Live", tone: "ok" },
  expired: { label: "Expired", tone: "plain" },
  "used-up": { label: "Used up", tone: "plain" },
  revoked: { label: "Revoked", tone: "bad" },
};

export function LinkRow({ appId, link }: { appId: string; link: ShareLink }) {
  const [revoking, setRevoking] = useState(false);
  const { label, tone } = states[link.state];
  const name = nameOf(link);
  // Who came by a link that is used up stays until it ends, so that one can still be revoked.
  const ended = link.state === "expired" || link.state === "revoked";
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2.5 px-4 py-3.5 sm:px-5">
      <span className="grid size-9 shrink-0 place-items-center rounded-md border border-line bg-sunken text-ink-3">
        <Link2 className="size-4" aria-hidden="true" />
      </span>
      <div className="min-w-0 flex-1 basis-32">
        <p className="flex flex-wrap items-center gap-2 font-medium text-ink">
          <span className="wrap-anywhere">{name}</span>
          <Badge tone={tone}>{label}</Badge>
          {link.state === "live" && link.opensAt === null && (
            <Badge tone="warn" title="No rule of the app opens anything of it to links">
              Opens nothing now
            </Badge>
          )}
        </p>
        <p className="text-ink-3 text-sm">
          <code className="wrap-anywhere">{link.pathScope}</code>
          {" · "}
          {describeUses(link)}
          {link.createdBy !== null && ` · by ${link.createdBy.name}`}
        </p>
        {link.state !== "revoked" && (
          <p className="text-ink-3 text-sm">
            {link.state === "expired" ? "ended" : "ends"} {formatInstant(link.expiresAt)}
          </p>
        )}
      </div>
      {!ended && (
        <Button
          size="sm"
          look="danger"
          aria-label={`Revoke ${name}`}
          onClick={() => setRevoking(true)}
        >
          Revoke
        </Button>
      )}
      <RevokeLink
        appId={appId}
        linkId={link.linkId}
        name={name}
        open={revoking}
        onOpenChange={setRevoking}
      />
    </li>
  );
}

function nameOf(link: ShareLink): string {
  return link.label === "" ? "A link without a name" : link.label;
}
