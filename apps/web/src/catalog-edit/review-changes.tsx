"use client";

import { DiffView } from "./diff-view.tsx";
import type { DraftFile } from "./use-draft.ts";

/** What is different from what is served, file by file. `appToml` is the text with the form's changes in it. */
export function ReviewChanges({
  files,
  appToml,
}: {
  files: readonly DraftFile[];
  appToml: string | null;
}) {
  const now = (file: DraftFile) =>
    file.path.endsWith("/app.toml") && appToml !== null ? appToml : file.text;
  const changed = files.filter(
    (file) => file.isGone || file.base64 !== null || now(file) !== file.before,
  );
  if (changed.length === 0) {
    return <p className="text-ink-2 text-sm">Nothing is different from what is served.</p>;
  }
  return (
    <div className="grid gap-4">
      {changed.map((file) => (
        <div key={file.path} className="grid gap-1.5">
          <p className="wrap-anywhere font-mono text-ink text-sm">
            {file.path}
            {file.isGone && <span className="font-sans text-ink-3"> taken away</span>}
            {file.base64 !== null && <span className="font-sans text-ink-3"> a new picture</span>}
          </p>
          {!file.isGone && file.base64 === null && (
            <DiffView
              label={`What is different in ${file.path}`}
              before={file.before ?? ""}
              after={now(file) ?? ""}
            />
          )}
        </div>
      ))}
    </div>
  );
}
