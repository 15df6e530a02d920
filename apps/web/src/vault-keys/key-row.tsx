"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { Ago } from "../design/ago.tsx";
import { Button } from "../design/button.tsx";
import { ConfirmName } from "../design/confirm-name.tsx";
import { CopyButton } from "../design/copy.tsx";
import { NameDialog } from "../design/name-dialog.tsx";
import { paths } from "../paths.ts";
import { listVaultsOf } from "../vaults/open-vault.ts";
import type { DeviceKey } from "./key-store.ts";
import { useDeleteKey, useRenameKey } from "./use-keys.ts";

export function KeyRow({ deviceKey }: { deviceKey: DeviceKey }) {
  const [asked, setAsked] = useState<"rename" | "delete" | null>(null);
  const close = () => setAsked(null);
  const { id, label, createdAtMs } = deviceKey;
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-4 py-3 sm:px-5">
      <div className="min-w-0 flex-1 basis-64">
        <p className="wrap-anywhere font-medium text-ink">{label}</p>
        <p className="flex items-start gap-1">
          <code className="wrap-anywhere min-w-0 py-1.5 text-ink-2 text-xs">{id}</code>
          <CopyButton value={id} what={`the signer id of ${label}`} />
        </p>
        <p className="text-ink-3 text-sm">
          made <Ago at={new Date(createdAtMs)} /> · <ListedIn deviceKey={deviceKey} />
        </p>
      </div>
      <div className="flex items-center gap-2">
        <Button size="sm" aria-label={`Rename ${label}`} onClick={() => setAsked("rename")}>
          Rename
        </Button>
        <Button
          size="sm"
          look="danger"
          aria-label={`Delete ${label}`}
          onClick={() => setAsked("delete")}
        >
          Delete
        </Button>
      </div>
      {asked === "rename" && <RenameKey deviceKey={deviceKey} onClose={close} />}
      {asked === "delete" && <DeleteKey deviceKey={deviceKey} onClose={close} />}
    </li>
  );
}

/** The vaults that list this key; the key itself asks. */
function ListedIn({ deviceKey }: { deviceKey: DeviceKey }) {
  const { data, isError } = useQuery({
    queryKey: ["vaults-of-key", deviceKey.id],
    queryFn: () => listVaultsOf(deviceKey),
  });
  if (isError) return "its vaults could not be asked for";
  if (data === undefined) return "asking for its vaults…";
  if (data.length === 0) return "in no vault yet";
  return (
    <>
      in{" "}
      {data.map(({ id, name }, index) => (
        <span key={id}>
          {index > 0 && ", "}
          <Link
            href={paths.vault(id)}
            className="wrap-anywhere underline decoration-line-strong underline-offset-2 hover:decoration-ink"
          >
            {name}
          </Link>
        </span>
      ))}
    </>
  );
}

interface ActProps {
  deviceKey: DeviceKey;
  onClose: () => void;
}

function RenameKey({ deviceKey, onClose }: ActProps) {
  const rename = useRenameKey(onClose);
  return (
    <NameDialog
      open
      onOpenChange={onClose}
      title={`Rename ${deviceKey.label}`}
      note="In this browser alone: a vault keeps the label that its roster gives."
      label="Label"
      maxLength={64}
      verb="Rename"
      initial={deviceKey.label}
      busy={rename.isPending}
      error={rename.isError ? "This browser did not keep it." : undefined}
      onName={(label) => rename.mutate({ ...deviceKey, label })}
    />
  );
}

function DeleteKey({ deviceKey, onClose }: ActProps) {
  const remove = useDeleteKey(onClose);
  return (
    <ConfirmName
      open
      onOpenChange={onClose}
      title={`Delete ${deviceKey.label}?`}
      name={deviceKey.label}
      verb="Delete the key"
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(deviceKey.id)}
    >
      It is gone for good. Vaults that list it still count on it: have them take it off their roster
      first, above all where it is one of few voters.
    </ConfirmName>
  );
}
