"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { sentenceOf } from "../data/failure.ts";
import type { Outputs } from "../data/router-types.ts";
import { useTRPC, useTRPCClient } from "../data/trpc.ts";
import { Button } from "../design/button.tsx";
import { Actions } from "../design/dialog.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { Segments } from "../design/segments.tsx";
import { Skeleton } from "../design/skeleton.tsx";
import { CodeField } from "../doors/code-field.tsx";
import { showPasskey } from "../doors/passkey.ts";
import { PasswordField } from "../doors/password-field.tsx";

type Security = Outputs["account"]["security"];
type Way = "passkey" | "code" | "password";

export interface StepUpFormProps {
  onShown: () => void;
  onCancel: () => void;
}

/** Offers the ways that this person has; the strongest stands first. */
export function StepUpForm({ onShown, onCancel }: StepUpFormProps) {
  const trpc = useTRPC();
  const security = useQuery(trpc.account.security.queryOptions());
  if (security.isError) {
    return (
      <ErrorCard
        title="Your ways of signing in could not be loaded"
        error={security.error}
        retrying={security.isFetching}
        onRetry={() => void security.refetch()}
      />
    );
  }
  if (security.data === undefined) {
    return <Skeleton className="h-28" />;
  }
  return <Ways security={security.data} onShown={onShown} onCancel={onCancel} />;
}

function waysOf(security: Security): Way[] {
  return [
    ...(security.passkeys.length === 0 ? [] : ["passkey" as const]),
    ...(security.twoFactor === null ? [] : ["code" as const]),
    ...(security.hasPassword ? ["password" as const] : []),
  ];
}

const labels: Record<Way, string> = { passkey: "Passkey", code: "Code", password: "Password" };

function Ways({ security, onShown, onCancel }: StepUpFormProps & { security: Security }) {
  const ways = waysOf(security);
  const [way, setWay] = useState<Way | undefined>(ways[0]);
  const [typed, setTyped] = useState("");
  const change = useShowFactor(onShown);
  function submit(event: FormEvent) {
    event.preventDefault();
    change.mutate(factorOf(way, typed));
  }
  function choose(next: Way) {
    setWay(next);
    setTyped("");
    change.reset();
  }
  if (way === undefined) {
    return <NoWay onCancel={onCancel} />;
  }
  const error = sentenceOf(change.error);
  return (
    <form method="post" onSubmit={submit} className="grid gap-4">
      {ways.length > 1 && (
        <Segments
          label="How to show it"
          value={way}
          options={ways.map((value) => ({ value, label: labels[value] }))}
          onChange={choose}
        />
      )}
      {way === "passkey" && (
        <p role={error === undefined ? undefined : "alert"} className="text-ink-2 text-sm">
          {error ?? "Your browser asks for it once you continue."}
        </p>
      )}
      {way === "code" && <CodeField value={typed} onChange={setTyped} error={error} />}
      {way === "password" && (
        <PasswordField
          value={typed}
          onChange={setTyped}
          autoComplete="current-password"
          error={error}
          autoFocus
        />
      )}
      <Actions className="mt-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button
          look="primary"
          type="submit"
          busy={change.isPending}
          disabled={way !== "passkey" && typed === ""}
        >
          Continue
        </Button>
      </Actions>
    </form>
  );
}

type Factor = { password: string } | { code: string } | "passkey";

function factorOf(way: Way | undefined, typed: string): Factor {
  if (way === "passkey") {
    return "passkey";
  }
  return way === "code" ? { code: typed } : { password: typed };
}

/** Not `useChange`: what is asked here must never ask again. */
function useShowFactor(onShown: () => void) {
  const client = useTRPCClient();
  return useMutation({
    mutationFn: async (factor: Factor) => {
      if (factor !== "passkey") {
        return await client.account.stepUp.mutate(factor);
      }
      const passkey = await showPasskey(await client.account.passkeys.challenge.mutate());
      return await client.account.stepUp.mutate({ passkey });
    },
    onSuccess: onShown,
  });
}

/** Somebody who signs in with a wallet alone: signing in anew is the factor that they have. */
function NoWay({ onCancel }: { onCancel: () => void }) {
  return (
    <>
      <p className="text-ink-2 text-sm">
        You have neither a password nor a passkey to show. Sign out and in again with your wallet;
        for fifteen minutes after that this change is allowed.
      </p>
      <Actions>
        <Button onClick={onCancel}>Close</Button>
      </Actions>
    </>
  );
}
