"use client";

import { useState } from "react";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Button } from "../design/button.tsx";
import { Actions, Dialog } from "../design/dialog.tsx";
import { QrCode } from "../design/qr-code.tsx";
import { ShownOnce } from "../design/shown-once.tsx";
import { AlbumLinkForm } from "./album-link-form.tsx";
import type { AlbumChoice, NewAlbumLink } from "./album-link-types.ts";

export interface CreateAlbumLinkProps {
  albums: readonly AlbumChoice[];
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function CreateAlbumLink({ albums, open, onOpenChange }: CreateAlbumLinkProps) {
  const [made, setMade] = useState<NewAlbumLink | null>(null);
  function close() {
    onOpenChange(false);
    setMade(null);
  }
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && close()}
      title={made === null ? "Create a link" : "The link is made"}
      note={made === null ? "Whoever holds it sees the album, without an account." : undefined}
    >
      {made === null ? (
        <Making albums={albums} onCancel={close} onMade={setMade} />
      ) : (
        <Made link={made} onDone={close} />
      )}
    </Dialog>
  );
}

interface MakingProps {
  albums: readonly AlbumChoice[];
  onCancel: () => void;
  onMade: (made: NewAlbumLink) => void;
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

function Made({ link, onDone }: { link: NewAlbumLink; onDone: () => void }) {
  return (
    <>
      <ShownOnce what="link" value={link.url}>
        Copy it now. If it gets lost, revoke it and create another.
      </ShownOnce>
      <QrCode
        text={link.url}
        label="The link as a QR picture"
        className="mx-auto mt-4 w-44 rounded-md border border-line"
      />
      <Actions>
        <Button look="primary" onClick={onDone}>
          Done
        </Button>
      </Actions>
    </>
  );
}
