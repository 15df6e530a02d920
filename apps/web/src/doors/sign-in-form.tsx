"use client";

import { type FormEvent, useState } from "react";
import { Button } from "../design/button.tsx";
import { Field, TextInput } from "../design/field.tsx";
import { authEndpoints } from "../paths.ts";
import { DoorFailure } from "./door-failure.tsx";
import { PasswordField } from "./password-field.tsx";
import { useDoor } from "./use-door.ts";

export function SignInForm({ next }: { next: string }) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const { busy, failure, send } = useDoor(authEndpoints.signIn, next);
  function submit(event: FormEvent) {
    event.preventDefault();
    void send({ email: email.trim(), password });
  }
  return (
    <form onSubmit={submit} className="grid gap-4">
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
      <Button look="primary" size="lg" type="submit" busy={busy} className="mt-1 w-full">
        Sign in
      </Button>
    </form>
  );
}
