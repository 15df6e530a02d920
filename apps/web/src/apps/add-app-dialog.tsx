"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Dialog } from "../design/dialog.tsx";
import { Segments } from "../design/segments.tsx";
import { paths } from "../paths.ts";
import { AddAppForm } from "./add-app-form.tsx";
import { AddExternalForm } from "./add-external-form.tsx";

const notes = {
  host: "Something that already listens on one of your hosts gets a public address.",
  proxy: "Something that your own proxy serves already gets sign-in and access rules.",
} as const;

type Place = keyof typeof notes;

const places: readonly { value: Place; label: string }[] = [
  { value: "host", label: "On a host" },
  { value: "proxy", label: "Behind my own proxy" },
];

/** Opened by its address, so that the search, a host's page and a fresh host can all lead here. */
export function AddAppDialog({ add }: { add: { hostId: string | undefined } | null }) {
  const router = useRouter();
  const [place, setPlace] = useState<Place>("host");
  const close = () => {
    setPlace("host");
    router.replace(paths.apps(), { scroll: false });
  };
  const onCreated = (appId: string) => router.replace(paths.app(appId));
  return (
    <Dialog
      open={add !== null}
      onOpenChange={(open) => !open && close()}
      title="Add an app"
      note={notes[place]}
    >
      <div className="mb-4">
        <Segments label="Where it runs" value={place} options={places} onChange={setPlace} />
      </div>
      {place === "host" ? (
        <AddAppForm hostId={add?.hostId} onCancel={close} onCreated={onCreated} />
      ) : (
        <AddExternalForm onCancel={close} onCreated={onCreated} />
      )}
    </Dialog>
  );
}
