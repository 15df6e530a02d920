"use client";

import { type FormEvent, useState } from "react";
import { sentenceOf } from "../data/failure.ts";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Button } from "../design/button.tsx";
import { Actions, Dialog } from "../design/dialog.tsx";
import { Field, TextInput } from "../design/field.tsx";
import { type OperatorWord, readWho } from "./operator-words.ts";
import { WordsField } from "./words-field.tsx";

export interface AddOperatorProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function AddOperator({ open, onOpenChange }: AddOperatorProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Add an operator"
      note="A person who has an account here, or a key by which a program signs in."
    >
      <Adding onClose={() => onOpenChange(false)} />
    </Dialog>
  );
}

function Adding({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC();
  const [who, setWho] = useState("");
  const [label, setLabel] = useState("");
  const [permissions, setPermissions] = useState<OperatorWord[]>(["fleet.read"]);
  const named = readWho(who);
  const isKey = "keyId" in named;
  const change = useChange({
    ...trpc.fleet.operators.add.mutationOptions(),
    refresh: [trpc.fleet.operators.pathKey()],
    failed: "Nobody was added",
    done: "The operator is added",
    onFailed: () => true,
    onDone: onClose,
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    const called = isKey && label.trim() !== "" ? { label: label.trim() } : {};
    change.mutate({ who: named, permissions, ...called });
  }
  return (
    <form onSubmit={submit} className="grid grid-cols-1 gap-4" noValidate>
      <Field
        label="E-mail or key"
        hint="A key is written ed25519: and the 64 hexadecimal digits of its public half."
        error={sentenceOf(change.error)}
      >
        {(control) => (
          <TextInput
            {...control}
            value={who}
            placeholder="ada@example.org"
            maxLength={254}
            autoFocus
            autoComplete="off"
            onChange={(event) => setWho(event.target.value)}
          />
        )}
      </Field>
      {isKey && (
        <Field label="Name" hint="What uses the key, so that you know later which one to revoke.">
          {(control) => (
            <TextInput
              {...control}
              value={label}
              placeholder="Deploy robot"
              maxLength={100}
              autoComplete="off"
              onChange={(event) => setLabel(event.target.value)}
            />
          )}
        </Field>
      )}
      <WordsField words={permissions} onChange={setPermissions} />
      <Actions className="mt-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button look="primary" type="submit" busy={change.isPending} disabled={who.trim() === ""}>
          Add operator
        </Button>
      </Actions>
    </form>
  );
}
