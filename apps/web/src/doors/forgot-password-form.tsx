"use client";

import { MailCheck } from "lucide-react";
import { type FormEvent, useState } from "react";
import { readFailure } from "../data/failure.ts";
import { useChange } from "../data/use-change.ts";
import { Button } from "../design/button.tsx";
import { Field, TextInput } from "../design/field.tsx";
import { authEndpoints } from "../paths.ts";
import { changeByAuth } from "./auth-client.ts";
import { DoorFailure } from "./door-failure.tsx";

/** Says the same whether or not anybody has the address. */
export function ForgotPasswordForm() {
  const [email, setEmail] = useState("");
  const ask = useChange<void, void>({
    mutationFn: () => changeByAuth(authEndpoints.forgotPassword, { email: email.trim() }),
    failed: "No mail was asked for",
    onFailed: () => true,
  });
  if (ask.isSuccess) {
    return (
      <p role="status" className="flex items-start gap-2.5 text-ink-2">
        <MailCheck className="mt-0.5 size-5 shrink-0 text-ok" aria-hidden="true" />
        <span>
          If somebody has an account with <span className="wrap-anywhere text-ink">{email}</span>, a
          mail is on its way there. Its link is good for an hour.
        </span>
      </p>
    );
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    ask.mutate();
  }
  return (
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
      <DoorFailure
        title="No mail was asked for"
        failure={ask.isError ? readFailure(ask.error) : null}
      />
      <Button look="primary" size="lg" type="submit" busy={ask.isPending} className="mt-1 w-full">
        Send the link
      </Button>
    </form>
  );
}
