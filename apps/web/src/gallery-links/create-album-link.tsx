"use client";

import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { LinkDialog, type MakingLink } from "../links/link-dialog.tsx";
import { AlbumLinkForm } from "./album-link-form.tsx";
import type { AlbumChoice, NewAlbumLink } from "./album-link-types.ts";

export interface CreateAlbumLinkProps {
  albums: readonly AlbumChoice[];
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function CreateAlbumLink({ albums, ...dialog }: CreateAlbumLinkProps) {
  return (
    <LinkDialog<NewAlbumLink>
      {...dialog}
      what="link"
      note="Whoever holds it sees the album, without an account."
      form={(making) => <Making albums={albums} {...making} />}
      tell={() => "Copy it now. If it gets lost, revoke it and create another."}
    />
  );
}

interface MakingProps extends MakingLink<NewAlbumLink> {
  albums: readonly AlbumChoice[];
}

function Making({ albums, onCancel, onMade }: MakingProps) {
  const trpc = useTRPC();
  const change = useChange({
    ...trpc.gallery.links.create.mutationOptions(),
    refresh: [trpc.gallery.links.pathKey()],
    failed: "The link was not created",
    onFailed: () => true,
    onDone: onMade,
  });
  return (
    <AlbumLinkForm
      albums={albums}
      busy={change.isPending}
      error={change.error}
      onCancel={onCancel}
      onSubmit={(input) => change.mutate(input)}
    />
  );
}
