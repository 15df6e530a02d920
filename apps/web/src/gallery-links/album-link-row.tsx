"use client";

import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Badge } from "../design/badge.tsx";
import { formatCount, formatInstant } from "../design/format.ts";
import { ConfirmRevoke } from "../links/confirm-revoke.tsx";
import { LinkRow, type Revoking } from "../links/link-row.tsx";
import type { AlbumLink } from "./album-link-types.ts";

export function AlbumLinkRow({ link }: { link: AlbumLink }) {
  const opened =
    link.openedCount === 0 ? "never opened" : `opened ${formatCount(link.openedCount, "time")}`;
  return (
    <LinkRow
      label={link.label}
      badges={
        <>
          <StateBadge link={link} />
          {link.hasPassword && <Badge>Password</Badge>}
        </>
      }
      facts={`${link.albumTitle} · ${opened}${link.createdBy === null ? "" : ` · by ${link.createdBy}`}`}
      ends={endOf(link)}
      revoke={
        link.isEnded ? null : (revoking) => <RevokeAlbumLink linkId={link.linkId} {...revoking} />
      }
    />
  );
}

function endOf({ isRevoked, isEnded, expiresAt }: AlbumLink): string | null {
  if (isRevoked) return null;
  if (expiresAt === null) return "does not end by itself";
  return `${isEnded ? "ended" : "ends"} ${formatInstant(expiresAt)}`;
}

function StateBadge({ link }: { link: AlbumLink }) {
  if (link.isRevoked) return <Badge tone="bad">Revoked</Badge>;
  return link.isEnded ? <Badge>Ended</Badge> : <Badge tone="ok">Live</Badge>;
}

function RevokeAlbumLink({ linkId, ...revoking }: Revoking & { linkId: string }) {
  const trpc = useTRPC();
  const change = useChange({
    ...trpc.gallery.links.revoke.mutationOptions(),
    refresh: [trpc.gallery.links.pathKey()],
    failed: "The link was not revoked",
    done: `${revoking.name} is revoked`,
    onFailed: () => true,
    onDone: () => revoking.onOpenChange(false),
  });
  return (
    <ConfirmRevoke
      {...revoking}
      busy={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate({ linkId })}
    >
      The address opens nothing from then on, and whoever came by it sees nothing more.
    </ConfirmRevoke>
  );
}
