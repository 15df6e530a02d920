"use client";

import { type FormEvent, useState } from "react";
import { readFailure } from "../data/failure.ts";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Button } from "../design/button.tsx";
import { Actions, Dialog } from "../design/dialog.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { Field, TextInput } from "../design/field.tsx";
import { useAddressKeys } from "./use-address-changes.ts";

export interface AddHostnameProps {
  appId: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Refusals that are about the name itself, and stand at its field. */
const aboutTheName = new Set(["BAD_HOSTNAME", "ADDRESS_TAKEN", "INPUT_INVALID"]);

export function AddHostname({ appId, open, onOpenChange }: AddHostnameProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Add hostname"
      note="A name of a domain whose DNS you can change. It answers once a record there proves it."
    >
      <HostnameForm appId={appId} onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

function HostnameForm({ appId, onDone }: { appId: string; onDone: () => void }) {
  const trpc = useTRPC();
  const [hostname, setHostname] = useState("");
  const { refresh } = useAddressKeys(appId);
  const change = useChange({
    ...trpc.gate.addresses.add.mutationOptions(),
    refresh,
    failed: "The hostname was not added",
    done: ({ shownAs }) => `${shownAs} is added. Set its DNS records next.`,
    onFailed: () => true,
    onDone,
  });
  const failure = change.isError ? readFailure(change.error) : null;
  const atField = failure !== null && aboutTheName.has(failure.code);
  function submit(event: FormEvent) {
    event.preventDefault();
    change.mutate({ appId, hostname });
  }
  return (
    <form onSubmit={submit} noValidate>
      <Field
        label="Hostname"
        hint="Such as notes.example.org; other scripts may be typed as they are written."
        error={atField ? failure.sentence : undefined}
      >
        {(control) => (
          <TextInput
            {...control}
            value={hostname}
            placeholder="notes.example.org"
            inputMode="url"
            maxLength={512}
            required
            autoFocus
            autoComplete="off"
            className="font-mono"
            onChange={(event) => {
              setHostname(event.target.value);
              change.reset();
            }}
          />
        )}
      </Field>
      {failure !== null && !atField && (
        <ErrorCard className="mt-4" title="The hostname was not added" error={change.error} />
      )}
      <Actions>
        <Button onClick={onDone}>Cancel</Button>
        <Button
          look="primary"
          type="submit"
          busy={change.isPending}
          disabled={hostname.trim() === ""}
        >
          Add hostname
        </Button>
      </Actions>
    </form>
  );
}
