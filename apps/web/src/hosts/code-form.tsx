"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTRPC } from "../data/trpc.ts";
import { Button } from "../design/button.tsx";
import { Actions } from "../design/dialog.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { Field, TextInput } from "../design/field.tsx";
import { Switch } from "../design/switch.tsx";
import type { EnrolmentCode } from "./host-types.ts";

/** What the new host may be called and do, asked before its code is made. */
export function CodeForm({ onCode }: { onCode: (code: EnrolmentCode) => void }) {
  const trpc = useTRPC();
  const [machineName, setMachineName] = useState("");
  const [mayPublish, setMayPublish] = useState(true);
  const create = useMutation(trpc.hosts.createCode.mutationOptions({ onSuccess: onCode }));
  function submit(event: FormEvent) {
    event.preventDefault();
    const name = machineName.trim();
    create.mutate({ mayPublish, ...(name === "" ? {} : { machineName: name }) });
  }
  return (
    <form onSubmit={submit} className="grid gap-5 p-5 sm:p-6">
      <Field label="Name (optional)" hint="Left empty, the machine's own name is taken.">
        {(control) => (
          <TextInput
            {...control}
            value={machineName}
            placeholder="attic"
            maxLength={63}
            autoComplete="off"
            onChange={(event) => setMachineName(event.target.value)}
          />
        )}
      </Field>
      <Switch
        label="May publish apps"
        note="Lets commands on the machine give apps an address. New apps stay closed to everyone but their owner until you say otherwise."
        checked={mayPublish}
        onChange={setMayPublish}
      />
      {create.isError && (
        <ErrorCard title="No code was made" error={create.error} onRetry={() => create.reset()} />
      )}
      <Actions className="mt-0">
        <Button look="primary" type="submit" busy={create.isPending}>
          Make a code
        </Button>
      </Actions>
    </form>
  );
}
