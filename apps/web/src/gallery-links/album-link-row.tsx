"use client";

import { Link2 } from "lucide-react";
import { useState } from "react";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Badge } from "../design/badge.tsx";
import { Button } from "../design/button.tsx";
import { Confirm } from "../design/confirm.tsx";
import { formatCount, formatInstant } from "../design/format.ts";
import type { AlbumLink } from "./album-link-types.ts";

export function AlbumLinkRow({ link }: { link: AlbumLink }) {
  const [revoking, setRevoking] = useState(false);
  const name = link.label === "" ? "A link without a name" : link.label;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2.5 px-4 py-3.5 sm:px-5">
      <span className="grid size-9 shrink-0 place-items-center rounded-md border border-line bg-sunken text-ink-3">
        <Link2 className="size-4" aria-hidden="true" />
      </span>
      <div className="min-w-0 flex-1 basis-32">
        <p className="flex flex-wrap items-center gap-2 font-medium text-ink">
          <span className="wrap-anywhere">{name}</span>
          <StateBadge link={link} />
          {link.hasPassword && <Badge>Password</Badge>}
        </p>
        <p className="wrap-anywhere text-ink-3 text-sm">
          {link.albumTitle}
          {" · "}
          {link.openedCount === 0
            ? "never opened"
            : `opened ${formatCount(link.openedCount, "time")}`}
          {link.createdBy !== null && ` · by ${link.createdBy}`}
        </p>
        {!link.isRevoked && (
          <p className="text-ink-3 text-sm">
            {link.expiresAt === null
              ? "does not end by itself"
              : `${link.isEnded ? "ended" : "ends"} ${formatInstant(link.expiresAt)}`}
          </p>
        )}
      </div>
      {!link.isEnded && (
        <Button
          size="sm"
          look="danger"
          aria-label={`Revoke ${name}`}
          onClick={() => setRevoking(true)}
        >
          Revoke
        </Button>
      )}
      <RevokeAlbumLink
        linkId={link.linkId}
        name={name}
        open={revoking}
        onOpenChange={setRevoking}
      />
    </li>
  );
}

function StateBadge({ link }: { link: AlbumLink }) {
  if (link.isRevoked) return <Badge tone="bad">Revoked</Badge>;
  return link.isEnded ? <Badge>Ended</Badge> : <Badge tone="ok">Live</Badge>;
}

interface RevokeAlbumLinkProps {
  linkId: string;
  name: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

function RevokeAlbumLink({ linkId, name, open, onOpenChange }: RevokeAlbumLinkProps) {
  const trpc = useTRPC();
  const change = useChange({
    ...trpc.gallery.links.revoke.mutationOptions(),
    refresh: [trpc.gallery.links.pathKey()],
    failed: "The link was not revoked",
    done: `${name} is revoked`,
    onFailed: () => true,
    onDone: () => onOpenChange(false),
  });
  return (
    <Confirm
      open={open}
      onOpenChange={onOpenChange}
      title={`Revoke ${name}?`}
      verb="Revoke link"
      busy={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate({ linkId })}
    >
      The address opens nothing from then on, and whoever came by it sees nothing more.
    </Confirm>
  );
}
