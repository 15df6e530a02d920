"use client";

import { type FormEvent, useState } from "react";
import { Button } from "../design/button.tsx";
import { Field, TextInput } from "../design/field.tsx";
import { authEndpoints } from "../paths.ts";
import { DoorFailure } from "./door-failure.tsx";
import { PasswordField } from "./password-field.tsx";
import { useDoor } from "./use-door.ts";

const leastPasswordChars = 10;

export interface SignUpFormProps {
  next: string;
  /** Whether the code that web wrote into its log at start is asked for. */
  needsSetupCode: boolean;
  verb: string;
  /** Of a link: the address is the one that it was made for. */
  invitation?: { token: string; email: string };
}

export function SignUpForm({ next, needsSetupCode, verb, invitation }: SignUpFormProps) {
  const [name, setName] = useState("");
  const [email, setEmail] = useState(invitation?.email ?? "");
  const [password, setPassword] = useState("");
  const [setupCode, setSetupCode] = useState("");
  const [short, setShort] = useState(false);
  const { busy, failure, send } = useDoor(authEndpoints.signUp, next);
  function submit(event: FormEvent) {
    event.preventDefault();
    if (password.length < leastPasswordChars) {
      setShort(true);
      return;
    }
    setShort(false);
    const body = { name: name.trim(), email: email.trim(), password };
    void send({
      ...body,
      ...(needsSetupCode ? { setupCode: setupCode.trim() } : {}),
      ...(invitation === undefined ? {} : { invitation: invitation.token }),
    });
  }
  return (
    <form method="post" onSubmit={submit} className="grid gap-4">
      <Field label="Your name">
        {(control) => (
          <TextInput
            {...control}
            name="name"
            autoComplete="name"
            autoCapitalize="words"
            required
            autoFocus
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.target.value)}
            className="h-10"
          />
        )}
      </Field>
      <Field label="E-mail">
        {(control) => (
          <TextInput
            {...control}
            name="email"
            type="email"
            autoComplete="username"
            required
            readOnly={invitation !== undefined}
            value={email}
            onChange={(event) => setEmail(event.target.value)}
            className="h-10"
          />
        )}
      </Field>
      <PasswordField
        value={password}
        onChange={setPassword}
        autoComplete="new-password"
        hint={`At least ${leastPasswordChars} characters.`}
        error={short ? `Use at least ${leastPasswordChars} characters.` : undefined}
      />
      {needsSetupCode && (
        <Field label="Setup code" hint="Homeport wrote it into the log of web when it started.">
          {(control) => (
            <TextInput
              {...control}
              name="setup-code"
              autoComplete="off"
              required
              value={setupCode}
              onChange={(event) => setSetupCode(event.target.value)}
              className="h-10 font-mono"
            />
          )}
        </Field>
      )}
      <DoorFailure title="The account was not made" failure={failure} />
      <Button look="primary" size="lg" type="submit" busy={busy} className="mt-1 w-full">
        {verb}
      </Button>
    </form>
  );
}
