"use client";

import { useRouter } from "next/navigation";
import { Dialog } from "../design/dialog.tsx";
import { paths } from "../paths.ts";
import { AddAppForm } from "./add-app-form.tsx";

/** Opened by its address, so that the search, a host's page and a fresh host can all lead here. */
export function AddAppDialog({ add }: { add: { hostId: string | undefined } | null }) {
  const router = useRouter();
  const close = () => router.replace(paths.apps(), { scroll: false });
  return (
    <Dialog
      open={add !== null}
      onOpenChange={(open) => !open && close()}
      title="Add an app"
      note="Something that already listens on one of your hosts gets a public address."
    >
      <AddAppForm
        hostId={add?.hostId}
        onCancel={close}
        onCreated={(appId) => router.replace(paths.app(appId))}
      />
    </Dialog>
  );
}
