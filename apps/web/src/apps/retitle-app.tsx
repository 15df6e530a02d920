"use client";

import { type FormEvent, useState } from "react";
import { readFailure } from "../data/failure.ts";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Button } from "../design/button.tsx";
import { Actions, Dialog } from "../design/dialog.tsx";
import { Field, TextInput } from "../design/field.tsx";
import type { AppDetail } from "./app-types.ts";

export interface AppDialogProps {
  app: AppDetail;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function RetitleApp({ app, open, onOpenChange }: AppDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Change title"
      note="The title is what people read here and on sign-in pages. The address stays."
    >
      <RetitleForm app={app} onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

function RetitleForm({ app, onDone }: { app: AppDetail; onDone: () => void }) {
  const trpc = useTRPC();
  const [title, setTitle] = useState(app.title);
  const queryKey = trpc.apps.get.queryKey({ appId: app.appId });
  const change = useChange({
    ...trpc.apps.updateSettings.mutationOptions(),
    preview: [
      {
        queryKey,
        apply: (cached, variables) =>
          typeof cached === "object" ? { ...cached, title: variables.title } : cached,
      },
    ],
    refresh: [trpc.apps.pathKey()],
    failed: "The title was not changed",
    onFailed: () => true,
    onDone,
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    change.mutate({ appId: app.appId, title: title.trim() });
  }
  return (
    <form onSubmit={submit}>
      <Field label="Title" error={change.isError ? readFailure(change.error).sentence : undefined}>
        {(control) => (
          <TextInput
            {...control}
            value={title}
            maxLength={100}
            required
            autoFocus
            autoComplete="off"
            onChange={(event) => setTitle(event.target.value)}
          />
        )}
      </Field>
      <Actions>
        <Button onClick={onDone}>Cancel</Button>
        <Button
          look="primary"
          type="submit"
          busy={change.isPending}
          disabled={title.trim() === "" || title.trim() === app.title}
        >
          Change title
        </Button>
      </Actions>
    </form>
  );
}
