"use client";

import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { formatInstant } from "../design/format.ts";
import { LinkDialog, type MakingLink } from "../links/link-dialog.tsx";
import type { NewShareLink } from "./link-words.ts";
import { ShareLinkForm } from "./share-link-form.tsx";
import { useLinkKeys } from "./use-link-keys.ts";

export interface CreateLinkProps {
  appId: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function CreateLink({ appId, ...dialog }: CreateLinkProps) {
  return (
    <LinkDialog<NewShareLink>
      {...dialog}
      what="share link"
      note="Whoever holds it gets in, without an account."
      form={(making) => <Making appId={appId} {...making} />}
      tell={(link) =>
        link.opensAt === null
          ? "No rule of the app opens anything of it to links yet: change the rules under Access."
          : `It works until ${formatInstant(link.expiresAt)}. If it gets lost, revoke it and create another.`
      }
    />
  );
}

function Making({ appId, onCancel, onMade }: MakingLink<NewShareLink> & { appId: string }) {
  const trpc = useTRPC();
  const change = useChange({
    ...trpc.shareLinks.create.mutationOptions(),
    refresh: useLinkKeys(appId),
    failed: "The link was not created",
    onFailed: () => true,
    onDone: onMade,
  });
  return (
    <ShareLinkForm
      appId={appId}
      busy={change.isPending}
      error={change.error}
      onCancel={onCancel}
      onSubmit={(input) => change.mutate(input)}
    />
  );
}
