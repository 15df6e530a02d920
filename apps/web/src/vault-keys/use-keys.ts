"use client";

import { useQuery } from "@tanstack/react-query";
import { useChange } from "../data/use-change.ts";
import { type DeviceKey, deleteKey, readKeys, writeKey } from "./key-store.ts";
import { checkSupport, makeKey } from "./make-key.ts";

const keysKey = ["vault-keys"];

/** The device keys of this browser; they are read here and nowhere else. */
export function useKeys() {
  return useQuery({ queryKey: keysKey, queryFn: readKeys, retry: false });
}

export function useKeySupport() {
  return useQuery({
    ...{ queryKey: ["vault-key-support"], queryFn: checkSupport },
    ...{ staleTime: Number.POSITIVE_INFINITY, retry: false },
  });
}

export function useMakeKey(onDone: (key: DeviceKey) => void) {
  return useChange({
    mutationFn: makeKey,
    refresh: [keysKey],
    failed: "The key was not made",
    onFailed: () => true,
    done: (key: DeviceKey) => `${key.label} is made`,
    onDone,
  });
}

export function useRenameKey(onDone: () => void) {
  return useChange({
    mutationFn: (key: DeviceKey) => writeKey(key),
    refresh: [keysKey],
    failed: "The key was not renamed",
    onFailed: () => true,
    onDone,
  });
}

export function useDeleteKey(onDone: () => void) {
  return useChange({
    mutationFn: (id: string) => deleteKey(id),
    refresh: [keysKey],
    failed: "The key was not deleted",
    onFailed: () => true,
    done: "The key is deleted",
    onDone,
  });
}
