"use client";

import { type FormEvent, useState } from "react";
import { sentenceOf } from "../data/failure.ts";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Button } from "../design/button.tsx";
import { Actions, Dialog } from "../design/dialog.tsx";
import { Field, TextInput } from "../design/field.tsx";
import { Select } from "../design/select.tsx";
import { useViewer } from "../shell/viewer.tsx";
import { InvitedLink } from "./invited-link.tsx";
import { rolesToGive } from "./member-roles.ts";
import type { Role } from "./member-types.ts";

export interface InviteDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function InviteDialog({ open, onOpenChange }: InviteDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Invite someone"
      note="By a link for one e-mail address, good for seven days and once."
    >
      <InviteForm onClose={() => onOpenChange(false)} />
    </Dialog>
  );
}

function InviteForm({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC();
  const viewer = useViewer();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("member");
  const invite = useChange({
    ...trpc.members.invite.mutationOptions(),
    refresh: [trpc.members.invitations.pathKey()],
    failed: "Nobody was invited",
    onFailed: () => true,
  });
  if (invite.data !== undefined) {
    return <InvitedLink invited={invite.data} email={email.trim()} onClose={onClose} />;
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    invite.mutate({ email: email.trim(), role });
  }
  return (
    <form onSubmit={submit} className="grid gap-4">
      <Field label="E-mail" error={sentenceOf(invite.error)}>
        {(control) => (
          <TextInput
            {...control}
            type="email"
            autoComplete="off"
            required
            autoFocus
            maxLength={254}
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        )}
      </Field>
      <Field label="Role">
        {(control) => (
          <Select
            {...control}
            value={role}
            options={rolesToGive(viewer.roles)}
            onChange={setRole}
          />
        )}
      </Field>
      <Actions className="mt-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button look="primary" type="submit" busy={invite.isPending}>
          Invite
        </Button>
      </Actions>
    </form>
  );
}
