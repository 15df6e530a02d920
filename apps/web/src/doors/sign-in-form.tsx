"use client";

import { Fingerprint, Wallet } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button } from "../design/button.tsx";
import { Field, TextInput } from "../design/field.tsx";
import { DoorFailure } from "./door-failure.tsx";
import { PasswordField } from "./password-field.tsx";
import { useSignIn } from "./use-sign-in.ts";

export interface SignInFormProps {
  next: string;
  onSecondFactor: () => void;
}

export function SignInForm({ next, onSecondFactor }: SignInFormProps) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const { busy, failure, withPassword, withPasskey, withWallet } = useSignIn(next, onSecondFactor);
  function submit(event: FormEvent) {
    event.preventDefault();
    void withPassword({ email: email.trim(), password });
  }
  return (
    <div className="grid gap-5">
      <form method="post" onSubmit={submit} className="grid gap-4">
        <Field label="E-mail">
          {(control) => (
            <TextInput
              {...control}
              name="email"
              type="email"
              autoComplete="username"
              required
              autoFocus
              value={email}
              onChange={(event) => setEmail(event.target.value)}
              className="h-10"
            />
          )}
        </Field>
        <PasswordField value={password} onChange={setPassword} autoComplete="current-password" />
        <DoorFailure title="You are not signed in" failure={failure} />
        <Button
          look="primary"
          size="lg"
          type="submit"
          busy={busy === "password"}
          disabled={busy !== null}
          className="mt-1 w-full"
        >
          Sign in
        </Button>
      </form>
      <p className="flex items-center gap-3 text-ink-3 text-sm before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        or with
      </p>
      <div className="grid grid-cols-2 gap-2">
        <Button
          size="lg"
          busy={busy === "passkey"}
          disabled={busy !== null}
          onClick={() => void withPasskey()}
        >
          {busy !== "passkey" && <Fingerprint aria-hidden="true" />}A passkey
        </Button>
        <Button
          size="lg"
          busy={busy === "wallet"}
          disabled={busy !== null}
          onClick={() => void withWallet()}
        >
          {busy !== "wallet" && <Wallet aria-hidden="true" />}A wallet
        </Button>
      </div>
    </div>
  );
}
