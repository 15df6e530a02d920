"use client";

import type { MutationFunction, QueryKey } from "@tanstack/react-query";
import { useState } from "react";
import { readFailure } from "../data/failure.ts";
import { useChange } from "../data/use-change.ts";

interface VersionedOptions<Stored extends { version: number }, Input, Output> {
  stored: Stored;
  mutation: { mutationFn?: MutationFunction<Output, Input> | undefined };
  /** What is sent of what was changed, with the version that it was changed from. */
  input: (change: Partial<Stored>, version: number) => Input;
  refresh: QueryKey[];
  failed: string;
}

/**
 * A form over something that has a version: what is typed is kept until it is saved, also while somebody else saves.
 * Then it asks, and saves over theirs only when told so.
 */
export function useVersioned<Stored extends { version: number }, Input, Output>(
  options: VersionedOptions<Stored, Input, Output>,
) {
  const { stored } = options;
  const [change, setChange] = useState<Partial<Stored>>({});
  /** From which version it was changed; null while nothing is. */
  const [version, setVersion] = useState<number | null>(null);
  const save = useChange<Output, Input>({
    mutationFn: options.mutation.mutationFn,
    refresh: options.refresh,
    failed: options.failed,
    done: "Saved",
    onFailed: () => true,
    onDone: forget,
  });
  function forget() {
    setChange({});
    setVersion(null);
  }
  const isConflicting = save.isError && readFailure(save.error).code === "VERSION_CONFLICT";
  const isDirty = Object.keys(change).length > 0;
  return {
    draft: { ...stored, ...change },
    isDirty,
    busy: save.isPending,
    error: save.isError && !isConflicting ? save.error : null,
    isConflicting,
    set(next: Partial<Stored>) {
      setVersion(version ?? stored.version);
      setChange(differing({ ...change, ...next }, stored));
    },
    save: () => save.mutate(options.input(change, version ?? stored.version)),
    reset() {
      forget();
      save.reset();
    },
    /** Goes on from what is stored now. */
    keepMine() {
      setVersion(stored.version);
      setChange(differing(change, stored));
      save.reset();
    },
  };
}

/** What says something else than what is stored. */
function differing<Stored extends object>(
  change: Partial<Stored>,
  stored: Stored,
): Partial<Stored> {
  const all: Partial<Stored> = { ...change };
  for (const name in change) if (change[name] === stored[name]) delete all[name];
  return all;
}

export interface VersionedForm {
  error: unknown;
  isConflicting: boolean;
  save: () => void;
  reset: () => void;
  keepMine: () => void;
}
