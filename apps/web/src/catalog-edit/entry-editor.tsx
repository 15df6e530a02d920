"use client";

import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Button } from "../design/button.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { Field, TextInput } from "../design/field.tsx";
import { LeaveGuard } from "../design/leave-guard.tsx";
import { Notice } from "../design/notice.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { Segments } from "../design/segments.tsx";
import { paths } from "../paths.ts";
import { Markdown } from "../public-catalog/markdown.tsx";
import type { EntrySource } from "./edit-types.ts";
import { EntryFields } from "./entry-fields.tsx";
import { EntryFiles } from "./entry-files.tsx";
import { folderOf } from "./new-entry.ts";
import { operationOf } from "./operation-of.ts";
import { ProblemList } from "./problem-list.tsx";
import { ReviewChanges } from "./review-changes.tsx";
import { useCheck } from "./use-check.ts";
import { type DraftFile, useDraft } from "./use-draft.ts";

export interface EntryEditorProps {
  slug: string;
  /** What is served; nothing for a new entry. */
  source: EntrySource["files"];
  /** What a new entry begins with. */
  fresh?: readonly DraftFile[];
}

type Tab = "fields" | "files" | "description" | "review";

const tabs = [
  { value: "fields", label: "Fields" },
  { value: "files", label: "Files" },
  { value: "description", label: "Preview" },
  { value: "review", label: "Differences" },
] as const satisfies readonly { value: Tab; label: string }[];

const none: readonly DraftFile[] = [];

/** Changes an entry by fields or by its text, with what is wrong beside it, and has it committed. */
export function EntryEditor({ slug, source, fresh = none }: EntryEditorProps) {
  const isNew = fresh.length > 0;
  const draft = useDraft(source, fresh);
  const { check, isChecking, error: checkError } = useCheck(slug, draft);
  const [tab, setTab] = useState<Tab>("fields");
  const [reason, setReason] = useState("");
  const save = useSave();
  const app = `${folderOf(slug)}/app.toml`;
  const problems = check?.problems ?? [];
  const description = draft.files.find(({ path }) => path.endsWith("/description.md"));

  function choose(next: Tab) {
    // The text has to show what the form has changed before anybody edits it.
    if (draft.changes.length > 0 && !isChecking && check !== null && check.refused === null) {
      draft.fold(app, check.appToml);
    }
    setTab(next);
  }
  function submit() {
    save.submit({
      ...{ slug, isNew, files: [...draft.edited], changes: [...draft.changes] },
      ...(reason.trim() === "" ? {} : { reason: reason.trim() }),
    });
  }
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <LeaveGuard active={draft.isDirty && !save.isDone}>
        What you have changed of this entry is kept nowhere yet.
      </LeaveGuard>
      <Panel aria-label="The entry" className="min-w-0">
        <div className="overflow-x-auto border-line border-b px-4 py-3 sm:px-5">
          <Segments label="How to edit" value={tab} options={tabs} onChange={choose} />
        </div>
        <div className="p-4 sm:p-5">
          {tab === "fields" && (
            <EntryFields
              values={recordOf(check?.fields)}
              changes={draft.changes}
              problems={problems}
              onField={draft.setField}
            />
          )}
          {tab === "files" && <EntryFiles slug={slug} draft={draft} problems={problems} />}
          {tab === "description" && <Preview description={description} />}
          {tab === "review" && (
            <ReviewChanges
              files={draft.files}
              appToml={check?.refused === null ? check.appToml : null}
            />
          )}
        </div>
      </Panel>
      <Panel aria-labelledby="save-entry" className="lg:sticky lg:top-4">
        <PanelHead id="save-entry" title={isNew ? "Add it" : "Save it"} note="As one commit." />
        <div className="grid gap-4 p-4 sm:p-5">
          <p role="status" className="text-ink-2 text-sm">
            {statusOf({
              ...{ isChecking, count: problems.length, isKnown: check !== null },
              isChanged: draft.isDirty || isNew,
            })}
          </p>
          {check !== null && check.refused !== null && (
            <Notice tone="warn" title={`The form cannot change ${check.refused.key}`}>
              It {check.refused.reason}. Change it in the text, under Files.
            </Notice>
          )}
          {checkError !== null && <ErrorCard title="It could not be checked" error={checkError} />}
          {problems.length > 0 && <ProblemList problems={problems} />}
          <Field label="Reason, if you like" hint="It stands in the public history.">
            {(control) => (
              <TextInput
                {...control}
                autoCapitalize="sentences"
                maxLength={200}
                value={reason}
                onChange={({ target }) => setReason(target.value)}
              />
            )}
          </Field>
          {save.error !== null && <ErrorCard title="It was not saved" error={save.error} />}
          <Button
            look="primary"
            busy={save.isPending}
            disabled={(!draft.isDirty && !isNew) || check?.isAcceptable !== true || isChecking}
            onClick={submit}
          >
            {isNew ? "Add entry" : "Save"}
          </Button>
        </div>
      </Panel>
    </div>
  );
}

/** The description as its page will show it; the entry's own pictures are links here. */
function Preview({ description }: { description: DraftFile | undefined }) {
  const text = description?.isGone === false ? (description.text ?? "") : "";
  if (text.trim() !== "") return <Markdown text={text} assets={[]} />;
  return (
    <p className="text-ink-2 text-sm">
      There is no description yet. It is the file <code>description.md</code>, under Files.
    </p>
  );
}

/** Saves under one request id until it is known what came of it, and leads to where that is told. */
function useSave() {
  const trpc = useTRPC();
  const router = useRouter();
  const requestId = useRef<string | null>(null);
  const change = useChange({
    ...trpc.catalog.entries.save.mutationOptions(),
    refresh: [trpc.catalog.pathKey()],
    failed: "It was not saved",
    onDone: ({ operationId }) => router.push(paths.catalogChange(operationId)),
    onFailed(error) {
      const operationId = operationOf(error);
      // An answer that never came may have been a success: the same request is sent again then.
      if (operationId !== null || hasAnswer(error)) requestId.current = null;
      if (operationId !== null) router.push(paths.catalogChange(operationId));
      return true;
    },
  });
  return {
    isPending: change.isPending,
    isDone: change.isSuccess || operationOf(change.error) !== null,
    error: operationOf(change.error) === null ? change.error : null,
    submit(input: Omit<Parameters<typeof change.mutate>[0], "requestId">) {
      requestId.current ??= crypto.randomUUID();
      change.mutate({ ...input, requestId: requestId.current });
    },
  };
}

function hasAnswer(error: unknown): boolean {
  return typeof error === "object" && error !== null && Reflect.get(error, "data") != null;
}

function statusOf({
  isChecking,
  count,
  isKnown,
  isChanged,
}: {
  isChecking: boolean;
  count: number;
  isKnown: boolean;
  isChanged: boolean;
}): string {
  if (isChecking || !isKnown) return "Checking…";
  if (count === 0) return isChanged ? "Nothing is wrong." : "Nothing is changed yet.";
  return count === 1 ? "One thing is wrong:" : `${count} things are wrong:`;
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
