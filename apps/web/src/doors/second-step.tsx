"use client";

import { type FormEvent, useState } from "react";
import { Button } from "../design/button.tsx";
import { Field, TextInput } from "../design/field.tsx";
import { Switch } from "../design/switch.tsx";
import { authEndpoints } from "../paths.ts";
import { CodeField } from "./code-field.tsx";
import { DoorCard } from "./door-card.tsx";
import { DoorFailure } from "./door-failure.tsx";
import { useDoor } from "./use-door.ts";

export interface SecondStepProps {
  next: string;
  onRestart: () => void;
}

/** The first factor was right; the sign-in ends with a code of the authenticator app, or a backup code. */
export function SecondStep({ next, onRestart }: SecondStepProps) {
  const [backup, setBackup] = useState(false);
  const [code, setCode] = useState("");
  const [trusted, setTrusted] = useState(false);
  const { busy, failure, send } = useDoor(
    backup ? authEndpoints.backupCode : authEndpoints.totp,
    next,
  );
  function submit(event: FormEvent) {
    event.preventDefault();
    void send({ code: code.trim(), trustDevice: trusted });
  }
  const expired = failure?.code === "SECOND_FACTOR_EXPIRED";
  return (
    <DoorCard
      title="One more step"
      lead={
        backup
          ? "Enter one of the backup codes that you were shown when you set the app up. It works once."
          : "Open your authenticator app and enter the code that it shows for Homeport."
      }
      foot={
        <Button look="ghost" size="sm" onClick={onRestart}>
          Sign in as somebody else
        </Button>
      }
    >
      <form method="post" onSubmit={submit} className="grid gap-4">
        {backup ? (
          <BackupCodeField value={code} onChange={setCode} />
        ) : (
          <CodeField value={code} onChange={setCode} />
        )}
        <Switch
          label="Trust this browser"
          note="It is asked for no code for 30 days."
          checked={trusted}
          onChange={setTrusted}
        />
        <DoorFailure title="You are not signed in yet" failure={failure} />
        {expired ? (
          <Button look="primary" size="lg" className="w-full" onClick={onRestart}>
            Start again
          </Button>
        ) : (
          <Button look="primary" size="lg" type="submit" busy={busy} className="w-full">
            Continue
          </Button>
        )}
        <Button
          look="ghost"
          size="sm"
          onClick={() => {
            setBackup(!backup);
            setCode("");
          }}
        >
          {backup ? "Use the authenticator app" : "Use a backup code"}
        </Button>
      </form>
    </DoorCard>
  );
}

interface BackupCodeFieldProps {
  value: string;
  onChange: (value: string) => void;
}

function BackupCodeField({ value, onChange }: BackupCodeFieldProps) {
  return (
    <Field label="Backup code">
      {(control) => (
        <TextInput
          {...control}
          name="backup-code"
          autoComplete="off"
          autoCapitalize="characters"
          required
          autoFocus
          maxLength={20}
          placeholder="XXXXX-XXXXX"
          value={value}
          onChange={(event) => onChange(event.target.value)}
          className="h-12 text-center font-mono text-lg uppercase tracking-[0.12em]"
        />
      )}
    </Field>
  );
}
