"use client";

import { type FormEvent, useState } from "react";
import { sentenceOf } from "../data/failure.ts";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Button } from "../design/button.tsx";
import { Actions, Dialog } from "../design/dialog.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { PasswordField } from "../doors/password-field.tsx";
import { useSecurityKey } from "./use-security.ts";

const leastPasswordChars = 10;

export function PasswordPanel({ hasPassword }: { hasPassword: boolean }) {
  const [open, setOpen] = useState(false);
  const verb = hasPassword ? "Change password" : "Set a password";
  return (
    <Panel aria-label="Password">
      <PanelHead
        title="Password"
        note={
          hasPassword
            ? "Signs you in together with your e-mail address."
            : "You have none: you sign in with a passkey or a wallet."
        }
        actions={
          <Button size="sm" onClick={() => setOpen(true)}>
            {verb}
          </Button>
        }
      />
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={verb}
        note="Every other browser, device and program of yours is signed out."
      >
        <PasswordForm verb={verb} onDone={() => setOpen(false)} />
      </Dialog>
    </Panel>
  );
}

function PasswordForm({ verb, onDone }: { verb: string; onDone: () => void }) {
  const trpc = useTRPC();
  const [password, setPassword] = useState("");
  const [short, setShort] = useState(false);
  const change = useChange({
    ...trpc.account.changePassword.mutationOptions(),
    refresh: [useSecurityKey(), trpc.account.sessions.pathKey()],
    failed: "The password was not changed",
    done: "The password is changed, and you are signed out everywhere else",
    onFailed: () => true,
    onDone,
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    setShort(password.length < leastPasswordChars);
    if (password.length >= leastPasswordChars) {
      change.mutate({ password });
    }
  }
  const tooShort = short ? `Use at least ${leastPasswordChars} characters.` : undefined;
  return (
    <form method="post" onSubmit={submit}>
      <PasswordField
        label="New password"
        value={password}
        onChange={setPassword}
        autoComplete="new-password"
        autoFocus
        hint={`At least ${leastPasswordChars} characters.`}
        error={tooShort ?? sentenceOf(change.error)}
      />
      <Actions>
        <Button onClick={onDone}>Cancel</Button>
        <Button look="primary" type="submit" busy={change.isPending}>
          {verb}
        </Button>
      </Actions>
    </form>
  );
}
