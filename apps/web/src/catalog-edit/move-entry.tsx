"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Button } from "../design/button.tsx";
import { Actions, Dialog } from "../design/dialog.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { Field, TextInput } from "../design/field.tsx";
import { paths } from "../paths.ts";
import type { EntrySource } from "./edit-types.ts";
import { slugForm } from "./new-entry.ts";
import { operationOf } from "./operation-of.ts";

type Act = "rename" | "remove";

const words = {
  rename: {
    title: "Give it another slug",
    note: "The folder moves, the entry keeps its id, and the old address leads to the new one for 90 days.",
    label: "New slug",
    hint: "2 to 48 of a-z, 0-9 and -.",
    verb: "Rename",
  },
  remove: {
    title: "Remove it from the catalog?",
    note: "It leaves all lists, and its page says so. Its folder stays, for those who have installed it.",
    label: "Replaced by, if anything",
    hint: "The slug of another entry.",
    verb: "Remove",
  },
} as const satisfies Record<Act, unknown>;

/** Renames an entry, or takes it out of the lists. */
export function MoveEntry({ source }: { source: EntrySource }) {
  const [asked, setAsked] = useState<Act | null>(null);
  const expectedOid = source.files.find(({ path }) => path === source.appPath)?.oid;
  if (expectedOid === undefined) return null;
  return (
    <>
      <Button onClick={() => setAsked("rename")}>Rename</Button>
      <Button look="danger" onClick={() => setAsked("remove")}>
        Remove
      </Button>
      {asked !== null && (
        <AskMove
          act={asked}
          slug={source.slug}
          expectedOid={expectedOid}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  );
}

interface AskMoveProps {
  act: Act;
  slug: string;
  expectedOid: string;
  onClose: () => void;
}

function AskMove({ act, slug, expectedOid, onClose }: AskMoveProps) {
  const { title, note, label, hint, verb } = words[act];
  const trpc = useTRPC();
  const router = useRouter();
  const [other, setOther] = useState("");
  const shared = {
    refresh: [trpc.catalog.pathKey()],
    failed: "Nothing was changed",
    onDone: ({ operationId }: { operationId: string }) =>
      router.push(paths.catalogChange(operationId)),
    onFailed(error: unknown) {
      const operationId = operationOf(error);
      if (operationId !== null) router.push(paths.catalogChange(operationId));
      return true;
    },
  };
  const rename = useChange({ ...trpc.catalog.entries.rename.mutationOptions(), ...shared });
  const remove = useChange({ ...trpc.catalog.entries.remove.mutationOptions(), ...shared });
  const { isPending, error } = act === "rename" ? rename : remove;
  const isReady = slugForm.test(other) || (act === "remove" && other === "");
  function submit(event: FormEvent) {
    event.preventDefault();
    const asked = { slug, expectedOid, requestId: crypto.randomUUID() };
    if (act === "rename") rename.mutate({ ...asked, to: other });
    else remove.mutate({ ...asked, ...(other === "" ? {} : { replacedBy: other }) });
  }
  return (
    <Dialog open onOpenChange={onClose} title={title} note={note}>
      <form onSubmit={submit}>
        <Field label={label} hint={hint}>
          {(control) => (
            <TextInput
              {...control}
              autoFocus
              value={other}
              onChange={({ target }) => setOther(target.value.trim())}
            />
          )}
        </Field>
        {error !== null && <ErrorCard className="mt-4" title="Nothing was changed" error={error} />}
        <Actions>
          <Button onClick={onClose}>Keep it</Button>
          <Button
            look={act === "rename" ? "primary" : "destroy"}
            type="submit"
            busy={isPending}
            disabled={!isReady}
          >
            {verb}
          </Button>
        </Actions>
      </form>
    </Dialog>
  );
}
