"use client";

import { useState } from "react";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Button } from "../design/button.tsx";
import { Actions, Dialog } from "../design/dialog.tsx";
import { formatInstant } from "../design/format.ts";
import { QrCode } from "../design/qr-code.tsx";
import { ShownOnce } from "../design/shown-once.tsx";
import { LinkForm } from "./link-form.tsx";
import type { NewShareLink } from "./link-words.ts";
import { useLinkKeys } from "./use-link-keys.ts";

export interface CreateLinkProps {
  appId: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function CreateLink({ appId, open, onOpenChange }: CreateLinkProps) {
  const [made, setMade] = useState<NewShareLink | null>(null);
  function close() {
    onOpenChange(false);
    setMade(null);
  }
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && close()}
      title={made === null ? "Create a share link" : "The link is made"}
      note={made === null ? "Whoever holds it gets in, without an account." : undefined}
    >
      {made === null ? (
        <Making appId={appId} onCancel={close} onMade={setMade} />
      ) : (
        <Made link={made} onDone={close} />
      )}
    </Dialog>
  );
}

function Making({
  appId,
  onCancel,
  onMade,
}: {
  appId: string;
  onCancel: () => void;
  onMade: (made: NewShareLink) => void;
}) {
  const trpc = useTRPC();
  const change = useChange({
    ...trpc.shareLinks.create.mutationOptions(),
    refresh: useLinkKeys(appId),
    failed: "The link was not created",
    onFailed: () => true,
    onDone: onMade,
  });
  return (
    <LinkForm
      appId={appId}
      busy={change.isPending}
      error={change.error}
      onCancel={onCancel}
      onSubmit={(input) => change.mutate(input)}
    />
  );
}

function Made({ link, onDone }: { link: NewShareLink; onDone: () => void }) {
  return (
    <>
      <ShownOnce what="share link" value={link.url}>
        {link.opensAt === null
          ? "No rule of the app opens anything of it to links yet: change the rules under Access."
          : `It works until ${formatInstant(link.expiresAt)}. If it gets lost, revoke it and create another.`}
      </ShownOnce>
      <QrCode
        text={link.url}
        label="The share link as a QR picture"
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
