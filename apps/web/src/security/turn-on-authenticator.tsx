"use client";

import { type FormEvent, useEffect, useState } from "react";
import { sentenceOf } from "../data/failure.ts";
import type { Outputs } from "../data/router-types.ts";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Button } from "../design/button.tsx";
import { CopyButton } from "../design/copy.tsx";
import { Actions, Dialog } from "../design/dialog.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { QrCode } from "../design/qr-code.tsx";
import { Skeleton } from "../design/skeleton.tsx";
import { CodeField } from "../doors/code-field.tsx";
import { BackupCodes } from "./backup-codes.tsx";
import { useSecurityKey } from "./use-security.ts";

type NewSecret = Outputs["account"]["twoFactor"]["begin"];

export interface TurnOnAuthenticatorProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** From a secret over a first code to the backup codes; nothing is on before the code was right. */
export function TurnOnAuthenticator({ open, onOpenChange }: TurnOnAuthenticatorProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Set up an authenticator app"
      note="Turning it on signs you out everywhere else."
    >
      <Steps onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

function Steps({ onDone }: { onDone: () => void }) {
  const trpc = useTRPC();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const begin = useChange({
    ...trpc.account.twoFactor.begin.mutationOptions(),
    failed: "No secret was made",
    onFailed: () => true,
  });
  const { mutate } = begin;
  useEffect(() => mutate(), [mutate]);
  if (codes !== null) {
    return <BackupCodes codes={codes} onDone={onDone} />;
  }
  if (begin.isError) {
    return <ErrorCard title="No secret was made" error={begin.error} onRetry={() => mutate()} />;
  }
  if (begin.data === undefined) {
    return <Skeleton className="h-64" />;
  }
  return <FirstCode secret={begin.data} onCodes={setCodes} onCancel={onDone} />;
}

interface FirstCodeProps {
  secret: NewSecret;
  onCodes: (codes: readonly string[]) => void;
  onCancel: () => void;
}

function FirstCode({ secret, onCodes, onCancel }: FirstCodeProps) {
  const trpc = useTRPC();
  const [code, setCode] = useState("");
  const change = useChange({
    ...trpc.account.twoFactor.enable.mutationOptions(),
    refresh: [useSecurityKey(), trpc.account.sessions.pathKey()],
    failed: "The app was not turned on",
    onFailed: () => true,
    onDone: ({ backupCodes }) => onCodes(backupCodes),
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    change.mutate({ code });
  }
  return (
    <form method="post" onSubmit={submit} className="grid gap-4">
      <div className="flex flex-wrap items-center justify-center gap-4 sm:flex-nowrap">
        <QrCode
          text={secret.uri}
          label="QR picture of the secret for your authenticator app"
          className="w-40 shrink-0 rounded-md border border-line"
        />
        <div className="min-w-0 flex-1 basis-52 text-ink-2 text-sm">
          <p>Scan the picture with the app, or type this secret into it:</p>
          <p className="mt-2 flex items-center gap-1 rounded-md border border-line bg-sunken py-1 pr-1 pl-3">
            <code className="wrap-anywhere min-w-0 flex-1 text-ink">{grouped(secret.secret)}</code>
            <CopyButton value={secret.secret} what="the secret" />
          </p>
        </div>
      </div>
      <CodeField value={code} onChange={setCode} error={sentenceOf(change.error)} />
      <Actions className="mt-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button look="primary" type="submit" busy={change.isPending} disabled={code.length < 6}>
          Turn on
        </Button>
      </Actions>
    </form>
  );
}

/** In groups of four, so that the eye keeps its place. */
function grouped(secret: string): string {
  return (secret.match(/.{1,4}/g) ?? []).join(" ");
}
