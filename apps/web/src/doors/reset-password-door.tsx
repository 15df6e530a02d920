"use client";

import Link from "next/link";
import { type FormEvent, useState } from "react";
import { readFailure } from "../data/failure.ts";
import { useChange } from "../data/use-change.ts";
import { Button } from "../design/button.tsx";
import { Skeleton } from "../design/skeleton.tsx";
import { authEndpoints, paths } from "../paths.ts";
import { changeByAuth } from "./auth-client.ts";
import { DoorCard } from "./door-card.tsx";
import { DoorFailure } from "./door-failure.tsx";
import { PasswordField } from "./password-field.tsx";
import { useFragment } from "./use-fragment.ts";

const leastPasswordChars = 10;

/** Where the link for a new password leads. */
export function ResetPasswordDoor() {
  const token = useFragment();
  if (token === undefined) {
    return (
      <DoorCard title="Choose a new password">
        <Skeleton className="h-24" />
      </DoorCard>
    );
  }
  return token === null ? <NoLink /> : <ResetForm token={token} />;
}

function NoLink() {
  return (
    <DoorCard
      title="Open the link whole"
      lead="The address lacks the part by which Homeport knows whose password is meant. Open the link from the mail, or from whoever made it for you, once more."
    >
      <Button look="primary" size="lg" className="w-full" asChild>
        <Link href={paths.forgotPassword()}>Ask for a new link</Link>
      </Button>
    </DoorCard>
  );
}

function ResetForm({ token }: { token: string }) {
  const [password, setPassword] = useState("");
  const [short, setShort] = useState(false);
  const reset = useChange<void, void>({
    mutationFn: () => changeByAuth(authEndpoints.resetPassword, { token, password }),
    failed: "The password was not changed",
    onFailed: () => true,
  });
  if (reset.isSuccess) {
    return <Changed />;
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    setShort(password.length < leastPasswordChars);
    if (password.length >= leastPasswordChars) {
      reset.mutate();
    }
  }
  return (
    <DoorCard title="Choose a new password" lead="It signs you out everywhere else.">
      <form method="post" onSubmit={submit} className="grid gap-4">
        <PasswordField
          value={password}
          onChange={setPassword}
          autoComplete="new-password"
          hint={`At least ${leastPasswordChars} characters.`}
          error={short ? `Use at least ${leastPasswordChars} characters.` : undefined}
        />
        <DoorFailure
          title="The password was not changed"
          failure={reset.isError ? readFailure(reset.error) : null}
        />
        <Button look="primary" size="lg" type="submit" busy={reset.isPending} className="w-full">
          Set the password
        </Button>
      </form>
    </DoorCard>
  );
}

function Changed() {
  return (
    <DoorCard title="The password is changed" lead="All your sessions have ended. Sign in with it.">
      <Button look="primary" size="lg" className="w-full" asChild>
        <Link href={paths.signIn()}>Sign in</Link>
      </Button>
    </DoorCard>
  );
}
