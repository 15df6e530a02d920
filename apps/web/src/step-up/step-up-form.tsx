"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { readFailure } from "../data/failure.ts";
import type { Inputs, Outputs } from "../data/router-types.ts";
import { useTRPC } from "../data/trpc.ts";
import { Button } from "../design/button.tsx";
import { Actions } from "../design/dialog.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { Segments } from "../design/segments.tsx";
import { Skeleton } from "../design/skeleton.tsx";
import { CodeField } from "../doors/code-field.tsx";
import { PasswordField } from "../doors/password-field.tsx";

type Security = Outputs["account"]["security"];
type Way = "password" | "code";

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
    ...(security.twoFactor === null ? [] : ["code" as const]),
    ...(security.hasPassword ? ["password" as const] : []),
  ];
}

const labels: Record<Way, string> = { code: "Code", password: "Password" };

function Ways({ security, onShown, onCancel }: StepUpFormProps & { security: Security }) {
  const trpc = useTRPC();
  const ways = waysOf(security);
  const [way, setWay] = useState<Way>(ways[0] ?? "password");
  const [typed, setTyped] = useState("");
  // Not `useChange`: what is asked here must never ask again.
  const change = useMutation({ ...trpc.account.stepUp.mutationOptions(), onSuccess: onShown });
  function show(input: Inputs["account"]["stepUp"]) {
    change.mutate(input);
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    show(way === "code" ? { code: typed } : { password: typed });
  }
  function choose(next: Way) {
    setWay(next);
    setTyped("");
    change.reset();
  }
  const error = change.isError ? readFailure(change.error).sentence : undefined;
  return (
    <form onSubmit={submit} className="grid gap-4">
      {ways.length > 1 && (
        <Segments
          label="How to show it"
          value={way}
          options={ways.map((value) => ({ value, label: labels[value] }))}
          onChange={choose}
        />
      )}
      {way === "code" ? (
        <CodeField value={typed} onChange={setTyped} error={error} />
      ) : (
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
        <Button look="primary" type="submit" busy={change.isPending} disabled={typed === ""}>
          Continue
        </Button>
      </Actions>
    </form>
  );
}
