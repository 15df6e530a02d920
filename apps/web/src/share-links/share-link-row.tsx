"use client";

import { Badge, type Tone } from "../design/badge.tsx";
import { formatInstant } from "../design/format.ts";
import { LinkRow } from "../links/link-row.tsx";
import { describeUses, type ShareLink } from "./link-words.ts";
import { RevokeLink } from "./revoke-link.tsx";

const states: Record<ShareLink["state"], { label: string; tone: Tone }> = {
  live: { label: "Live", tone: "ok" },
  expired: { label: "Expired", tone: "plain" },
  "used-up": { label: "Used up", tone: "plain" },
  revoked: { label: "Revoked", tone: "bad" },
};

export function ShareLinkRow({ appId, link }: { appId: string; link: ShareLink }) {
  const { label, tone } = states[link.state];
  // Who came by a link that is used up stays until it ends, so that one can still be revoked.
  const ended = link.state === "expired" || link.state === "revoked";
  const verb = link.state === "expired" ? "ended" : "ends";
  return (
    <LinkRow
      label={link.label}
      badges={
        <>
          <Badge tone={tone}>{label}</Badge>
          {link.state === "live" && link.opensAt === null && (
            <Badge tone="warn" title="No rule of the app opens anything of it to links">
              Opens nothing now
            </Badge>
          )}
        </>
      }
      facts={
        <>
          <code>{link.pathScope}</code>
          {" · "}
          {describeUses(link)}
          {link.createdBy !== null && ` · by ${link.createdBy.name}`}
        </>
      }
      ends={link.state === "revoked" ? null : `${verb} ${formatInstant(link.expiresAt)}`}
      revoke={
        ended ? null : (revoking) => <RevokeLink appId={appId} linkId={link.linkId} {...revoking} />
      }
    />
  );
}
