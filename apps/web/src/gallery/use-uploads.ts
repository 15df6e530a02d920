"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import type { Sending, SendState, SendTarget } from "./send-file.ts";
import { sendPhoto } from "./send-photo.ts";

/** A file on its way, with a picture of it that needs no server. */
export interface UploadItem {
  readonly id: number;
  readonly file: File;
  readonly preview: string;
  readonly target: SendTarget;
  readonly state: SendState;
}

const atOnce = 3;
const busyKinds: ReadonlySet<SendState["kind"]> = new Set(["waiting", "sending", "converting"]);

/** Files that were dropped, three of them on their way at a time. `onSent` is told of each that has arrived. */
export function useUploads(organizationId: string, onSent: () => void) {
  const [items, setItems] = useState<readonly UploadItem[]>([]);
  const running = useRef(new Map<number, Sending>());
  /** Paused ones, which can still be taken back. */
  const paused = useRef(new Map<number, Sending>());
  const nextId = useRef(0);
  const told = useRef(onSent);
  told.current = onSent;
  const shown = useRef(items);
  shown.current = items;
  // A picture of a file is held in memory until it is given up.
  useEffect(() => () => releasePreviews(shown.current), []);

  const setState = useCallback((id: number, state: SendState) => {
    setItems((all) => all.map((item) => (item.id === id ? { ...item, state } : item)));
  }, []);

  useEffect(() => {
    for (const item of items) {
      if (running.current.size >= atOnce) break;
      if (item.state.kind !== "waiting" || running.current.has(item.id)) continue;
      const sending = sendPhoto(item.file, item.target, (state) => {
        if (state.kind === "sent" || state.kind === "refused") running.current.delete(item.id);
        setState(item.id, state);
        if (state.kind === "sent") told.current();
      });
      running.current.set(item.id, sending);
    }
  }, [items, setState]);

  const isBusy = items.some(({ state }) => busyKinds.has(state.kind));
  useEffect(() => {
    if (!isBusy) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [isBusy]);

  function takeOut(isOut: (item: UploadItem) => boolean): void {
    releasePreviews(items.filter(isOut));
    const ids = new Set(items.filter(isOut).map(({ id }) => id));
    setItems((all) => all.filter(({ id }) => !ids.has(id)));
  }

  return {
    items,
    isBusy,
    add(files: Iterable<File>, into: Omit<SendTarget, "organizationId"> = {}) {
      const added = [...files].map((file) => ({
        id: nextId.current++,
        file,
        preview: URL.createObjectURL(file),
        target: { organizationId, ...into },
        state: { kind: "waiting" } as const,
      }));
      setItems((all) => [...all, ...added]);
    },
    retry: (id: number) => setState(id, { kind: "waiting" }),
    pause(id: number) {
      const sending = running.current.get(id);
      if (sending !== undefined) paused.current.set(id, sending);
      sending?.pause();
      running.current.delete(id);
      setState(id, { kind: "paused" });
    },
    remove(id: number) {
      (running.current.get(id) ?? paused.current.get(id))?.cancel();
      running.current.delete(id);
      paused.current.delete(id);
      takeOut((item) => item.id === id);
    },
    clear: () => takeOut(({ state }) => state.kind === "sent"),
  };
}

function releasePreviews(items: readonly UploadItem[]): void {
  for (const { preview } of items) URL.revokeObjectURL(preview);
}

export type Uploads = ReturnType<typeof useUploads>;
