"use client";

import { useRouter } from "next/navigation";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Button } from "../design/button.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { Notice } from "../design/notice.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { paths } from "../paths.ts";
import { DiffView } from "./diff-view.tsx";
import type { EditedFile, Operation } from "./edit-types.ts";
import { operationOf } from "./operation-of.ts";

/** Both sides of each file that somebody else has changed, and the way to put one's own on top. */
export function Conflict({ operation }: { operation: Operation }) {
  const trpc = useTRPC();
  const router = useRouter();
  const save = useChange({
    ...trpc.catalog.entries.save.mutationOptions(),
    refresh: [trpc.catalog.operations.pathKey()],
    failed: "Yours was not put on top",
    onDone: ({ operationId }) => router.push(paths.catalogChange(operationId)),
    onFailed: (error) => {
      const again = operationOf(error);
      if (again !== null) router.push(paths.catalogChange(again));
      return true;
    },
  });
  const theirs = operation.refusal?.files ?? [];
  const files = onTopOf(operation);
  function putOnTop() {
    if (files === null) return;
    save.mutate({
      ...{ slug: operation.slug, isNew: false, requestId: crypto.randomUUID(), files },
      ...(operation.reason === null ? {} : { reason: operation.reason }),
    });
  }
  return (
    <>
      <Notice
        tone="warn"
        title="Somebody else has changed the same file in the meantime"
        action={
          files === null ? undefined : (
            <Button look="primary" busy={save.isPending} onClick={putOnTop}>
              Put mine on top
            </Button>
          )
        }
      >
        {files === null
          ? "Edit the entry again, from what it is now."
          : "Nothing was overwritten. What is theirs stays in the history either way."}
      </Notice>
      {save.error !== null && operationOf(save.error) === null && (
        <ErrorCard title="Yours was not put on top" error={save.error} />
      )}
      {theirs.map(({ path, currentOid, currentText }) => {
        const own = operation.files.find((file) => file.path === path);
        const mine = own?.encoding === "utf8" ? own.content : null;
        return (
          <Panel key={path} aria-labelledby={`conflict-${path}`}>
            <PanelHead
              id={`conflict-${path}`}
              title={path}
              note="Taken out: theirs. Put in: yours."
            />
            <div className="p-4 sm:p-5">
              {currentOid === null && <p className="text-ink-2 text-sm">They took it away.</p>}
              {currentOid !== null && (currentText === null || mine === null) && (
                <p className="text-ink-2 text-sm">It cannot be compared as text.</p>
              )}
              {currentText !== null && mine !== null && (
                <DiffView label={`Theirs and yours of ${path}`} before={currentText} after={mine} />
              )}
            </div>
          </Panel>
        );
      })}
    </>
  );
}

/** The same files on top of what is there now; null where only a new edit helps. */
function onTopOf({ action, files, refusal }: Operation): EditedFile[] | null {
  if (action !== "update" || refusal === null) return null;
  const current = new Map(refusal.files.map((file) => [file.path, file.currentOid]));
  return files.flatMap(({ path, content, expectedOid, encoding }) =>
    encoding === "blob"
      ? []
      : [
          {
            path,
            content,
            encoding,
            expectedOid: current.has(path) ? (current.get(path) ?? null) : expectedOid,
          },
        ],
  );
}
