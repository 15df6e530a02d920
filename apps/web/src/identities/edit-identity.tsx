"use client";

import { type FormEvent, useState } from "react";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Button } from "../design/button.tsx";
import { Actions, Dialog } from "../design/dialog.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { Field, TextInput } from "../design/field.tsx";
import { tellApplied } from "./applied-words.ts";
import type { Applied, Identity } from "./identity-types.ts";
import { useIdentityKeys } from "./use-identity-keys.ts";

export interface EditIdentityProps {
  /** Left out to add one. */
  identity?: Identity;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function EditIdentity({ identity, open, onOpenChange }: EditIdentityProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={identity === undefined ? "Add identity" : "Edit identity"}
      note={
        identity === undefined
          ? "It gets a key of its own, which it keeps. Choose it for an app on the app's Access page."
          : "Apps see the change with their next request. The key and its fingerprint stay."
      }
    >
      <IdentityForm identity={identity} onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

interface IdentityFormProps {
  identity: Identity | undefined;
  onDone: () => void;
}

function IdentityForm({ identity, onDone }: IdentityFormProps) {
  const [name, setName] = useState(identity?.name ?? "");
  const [email, setEmail] = useState(identity?.email ?? "");
  const save = useSave(identity, onDone);
  const verb = identity === undefined ? "Add identity" : "Save";
  function submit(event: FormEvent) {
    event.preventDefault();
    save.submit({ name: name.trim(), email: email.trim() === "" ? null : email.trim() });
  }
  return (
    <form onSubmit={submit} noValidate>
      <div className="grid gap-4">
        <Field label="Name" hint="What apps are told, such as the name of a household or a shop.">
          {(control) => (
            <TextInput
              {...control}
              value={name}
              maxLength={100}
              required
              autoFocus
              autoComplete="off"
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field
          label="E-mail"
          hint={
            identity?.isDefault === true
              ? "Left empty, it is that of whoever made the organization."
              : "May be left empty."
          }
        >
          {(control) => (
            <TextInput
              {...control}
              type="email"
              value={email}
              maxLength={254}
              autoComplete="off"
              onChange={(event) => setEmail(event.target.value)}
            />
          )}
        </Field>
      </div>
      {save.isError && (
        <ErrorCard
          className="mt-4"
          title={identity === undefined ? "The identity was not added" : "Nothing was changed"}
          error={save.error}
        />
      )}
      <Actions>
        <Button onClick={onDone}>Cancel</Button>
        <Button look="primary" type="submit" busy={save.busy} disabled={name.trim() === ""}>
          {verb}
        </Button>
      </Actions>
    </form>
  );
}

interface Fields {
  name: string;
  email: string | null;
}

function useSave(identity: Identity | undefined, onDone: () => void) {
  const trpc = useTRPC();
  const { queryKey, refresh } = useIdentityKeys();
  const told = (what: string) => (output: { applied: Applied }, variables: Fields) =>
    tellApplied(`${variables.name} is ${what}`, output.applied);
  const create = useChange({
    ...trpc.identities.create.mutationOptions(),
    refresh,
    failed: "The identity was not added",
    done: told("added"),
    onFailed: () => true,
    onDone,
  });
  const update = useChange({
    ...trpc.identities.update.mutationOptions(),
    preview: [
      {
        queryKey,
        apply: (cached, { identityId, name, email }) =>
          Array.isArray(cached)
            ? cached.map((one: Identity) =>
                one.identityId === identityId ? { ...one, name, email } : one,
              )
            : cached,
      },
    ],
    refresh,
    failed: "Nothing was changed",
    done: told("saved"),
    onFailed: () => true,
    onDone,
  });
  const { isPending, isError, error } = identity === undefined ? create : update;
  return {
    busy: isPending,
    isError,
    error,
    submit(fields: Fields) {
      if (identity === undefined) {
        create.mutate(fields);
      } else {
        update.mutate({ identityId: identity.identityId, ...fields });
      }
    },
  };
}
