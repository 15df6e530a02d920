"use client";

import { useCallback, useMemo, useState } from "react";
import type { EditedFile, EntrySource, FieldChange } from "./edit-types.ts";

/** A file as it stands in the editor; `text` null is a picture, or one that is taken away. */
export interface DraftFile {
  readonly path: string;
  readonly oid: string | null;
  /** As it is served; null for a new one. */
  readonly before: string | null;
  readonly text: string | null;
  readonly isGone: boolean;
  /** Of a picture that was chosen. */
  readonly base64: string | null;
}

/** What somebody has made of an entry, and not saved yet. */
export interface Draft {
  readonly files: readonly DraftFile[];
  /** Keys of app.toml that the form has changed, on top of its text. */
  readonly changes: readonly FieldChange[];
  /** Files that differ from what is served, as they are sent. */
  readonly edited: readonly EditedFile[];
  readonly isDirty: boolean;
  setText(path: string, text: string): void;
  addFile(path: string, file: { text: string } | { base64: string }): void;
  removeFile(path: string): void;
  setField(path: readonly (string | number)[], value: FieldChange["value"]): void;
  /** Makes the form's changes part of the text. */
  fold(path: string, text: string): void;
}

type SourceFile = Pick<EntrySource["files"][number], "path" | "oid" | "text">;

function startOf(files: readonly SourceFile[]): DraftFile[] {
  return files.map(({ path, oid, text }) => ({
    ...{ path, oid, before: text, text, isGone: false, base64: null },
  }));
}

export function useDraft(source: readonly SourceFile[], fresh: readonly DraftFile[] = []): Draft {
  const [files, setFiles] = useState<readonly DraftFile[]>(() => [...startOf(source), ...fresh]);
  const [changes, setChanges] = useState<readonly FieldChange[]>([]);
  const edited = useMemo(() => files.flatMap(toEdited), [files]);
  const put = useCallback(
    (path: string, change: (file: DraftFile) => DraftFile) =>
      setFiles((all) => all.map((file) => (file.path === path ? change(file) : file))),
    [],
  );
  return {
    files,
    changes,
    edited,
    isDirty: edited.length > 0 || changes.length > 0,
    setText: (path, text) => put(path, (file) => ({ ...file, text })),
    addFile(path, file) {
      setFiles((all) => {
        const old = all.find((one) => one.path === path);
        const made: DraftFile = {
          ...{ path, oid: old?.oid ?? null, before: old?.before ?? null, isGone: false },
          text: "text" in file ? file.text : null,
          base64: "base64" in file ? file.base64 : null,
        };
        return [...all.filter((one) => one.path !== path), made];
      });
    },
    removeFile(path) {
      setFiles((all) =>
        all.flatMap((file) => {
          if (file.path !== path) return [file];
          return file.oid === null ? [] : [{ ...file, isGone: true, base64: null }];
        }),
      );
    },
    setField(path, value) {
      const key = path.join(".");
      setChanges((all) => [
        ...all.filter((one) => one.path.join(".") !== key),
        { path: [...path], value },
      ]);
    },
    fold(path, text) {
      put(path, (file) => ({ ...file, text }));
      setChanges([]);
    },
  };
}

function toEdited({ path, oid, before, text, isGone, base64 }: DraftFile): EditedFile[] {
  const shared = { path, expectedOid: oid };
  if (isGone) return [{ ...shared, content: null, encoding: "utf8" }];
  if (base64 !== null) return [{ ...shared, content: base64, encoding: "base64" }];
  return text === null || text === before ? [] : [{ ...shared, content: text, encoding: "utf8" }];
}
