"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Dialog } from "../design/dialog.tsx";
import { Segments } from "../design/segments.tsx";
import { InstallForm } from "../install/install-form.tsx";
import { type AddPlace, paths } from "../paths.ts";
import { AddAppForm } from "./add-app-form.tsx";
import { AddExternalForm } from "./add-external-form.tsx";

const notes = {
  port: "Something that already listens on one of your hosts gets a public address.",
  run: "One of your hosts installs it, runs it, and starts it when somebody visits.",
  proxy: "Something that your own proxy serves already gets sign-in and access rules.",
} as const;

const places: readonly { value: AddPlace; label: string }[] = [
  { value: "port", label: "A port of a host" },
  { value: "run", label: "Run on a host" },
  { value: "proxy", label: "Behind my own proxy" },
];

export interface AddApp {
  hostId: string | undefined;
  /** Which of the ways is shown first. */
  place: AddPlace;
}

/** Opened by its address, so that the search, a host's page and a fresh host can all lead here. */
export function AddAppDialog({ add }: { add: AddApp | null }) {
  const router = useRouter();
  const [chosen, setChosen] = useState<AddPlace | null>(null);
  const place = chosen ?? add?.place ?? "port";
  const close = () => {
    setChosen(null);
    router.replace(paths.apps(), { scroll: false });
  };
  const onCreated = (appId: string) => router.replace(paths.app(appId));
  return (
    <Dialog
      open={add !== null}
      onOpenChange={(open) => !open && close()}
      title="Add an app"
      note={notes[place]}
      className={place === "run" ? "sm:max-w-[60rem]" : ""}
    >
      <div className="mb-4">
        <Segments
          label="Where it runs"
          value={place}
          options={places}
          stacks
          onChange={setChosen}
        />
      </div>
      {place === "port" && (
        <AddAppForm hostId={add?.hostId} onCancel={close} onCreated={onCreated} />
      )}
      {place === "run" && (
        <InstallForm hostId={add?.hostId} onCancel={close} onInstalled={onCreated} />
      )}
      {place === "proxy" && <AddExternalForm onCancel={close} onCreated={onCreated} />}
    </Dialog>
  );
}
