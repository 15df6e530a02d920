"use client";

import { type FormEvent, useState } from "react";
import { Button } from "../design/button.tsx";
import { Field, TextInput } from "../design/field.tsx";
import { plainUserCode, shownUserCode, userCodeChars } from "./device-code.ts";
import { DoorCard } from "./door-card.tsx";

export function DeviceCodeForm({ onCode }: { onCode: (code: string) => void }) {
  const [typed, setTyped] = useState("");
  const complete = plainUserCode(typed).length === userCodeChars;
  function submit(event: FormEvent) {
    event.preventDefault();
    if (complete) {
      onCode(plainUserCode(typed));
    }
  }
  return (
    <DoorCard
      title="Enter the code"
      lead={
        <>
          The one that <code className="text-ink">homeport login</code> shows in your terminal.
        </>
      }
    >
      <form method="post" onSubmit={submit} className="grid gap-5">
        <Field label="Code">
          {(control) => (
            <TextInput
              {...control}
              value={typed}
              placeholder="ABCD-EFGH"
              autoComplete="one-time-code"
              autoCapitalize="characters"
              autoFocus
              className="h-12 text-center font-mono text-lg uppercase tracking-[0.2em]"
              onChange={(event) => setTyped(shownUserCode(event.target.value))}
            />
          )}
        </Field>
        <Button look="primary" size="lg" type="submit" disabled={!complete} className="w-full">
          Continue
        </Button>
      </form>
    </DoorCard>
  );
}
