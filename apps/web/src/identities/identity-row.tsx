"use client";

import { Ellipsis, IdCard, Pencil, Star, Trash2 } from "lucide-react";
import Link from "next/link";
import { Fragment, useState } from "react";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Badge } from "../design/badge.tsx";
import { Button } from "../design/button.tsx";
import { CopyButton } from "../design/copy.tsx";
import { Menu, MenuItem, MenuRule } from "../design/menu.tsx";
import { paths } from "../paths.ts";
import { tellApplied } from "./applied-words.ts";
import { DeleteIdentity } from "./delete-identity.tsx";
import { EditIdentity } from "./edit-identity.tsx";
import type { Identity } from "./identity-types.ts";
import { useIdentityKeys } from "./use-identity-keys.ts";

export function IdentityRow({ identity, mayWrite }: { identity: Identity; mayWrite: boolean }) {
  const { name, email, fingerprint, isDefault } = identity;
  return (
    <li className="flex items-start gap-3 px-4 py-4 sm:gap-4 sm:px-5">
      <span className="grid size-9 shrink-0 place-items-center rounded-md border border-line bg-sunken text-ink-3">
        <IdCard className="size-4" aria-hidden="true" />
      </span>
      <div className="grid min-w-0 flex-1 gap-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium text-ink">
          <span className="wrap-anywhere">{shownName(identity)}</span>
          {isDefault && <Badge tone="accent">Default</Badge>}
        </p>
        <p className="wrap-anywhere text-ink-2 text-sm">{email ?? "No e-mail"}</p>
        <p className="flex items-start gap-1 text-ink-3 text-sm">
          <span className="sr-only">Fingerprint </span>
          <span className="wrap-anywhere font-mono text-xs leading-5">{fingerprint}</span>
          <CopyButton
            value={fingerprint}
            what={`the fingerprint of ${name}`}
            className="-my-1 shrink-0"
          />
        </p>
        <UsedBy identity={identity} />
      </div>
      {mayWrite && <IdentityActions identity={identity} />}
    </li>
  );
}

/** What to call an identity that nobody has named yet. */
export function shownName({ name }: Pick<Identity, "name">): string {
  return name === "" ? "Unnamed" : name;
}

function UsedBy({ identity }: { identity: Identity }) {
  const { apps, appCount, isDefault } = identity;
  if (appCount === 0) {
    return (
      <p className="text-ink-3 text-sm">
        {isDefault ? "Every app that has chosen no other one" : "No app has chosen it"}
      </p>
    );
  }
  return (
    <p className="wrap-anywhere text-ink-3 text-sm">
      {"Used by "}
      {apps.map(({ appId, title }, at) => (
        <Fragment key={appId}>
          {at > 0 && ", "}
          <Link
            href={paths.appAccess(appId)}
            className="text-ink-2 underline-offset-2 hover:underline"
          >
            {title}
          </Link>
        </Fragment>
      ))}
      {appCount > apps.length && ` and ${appCount - apps.length} more`}
    </p>
  );
}

function IdentityActions({ identity }: { identity: Identity }) {
  const [asked, setAsked] = useState<"edit" | "delete" | null>(null);
  const makeDefault = useMakeDefault(identity);
  const close = () => setAsked(null);
  return (
    <>
      <Menu
        trigger={
          <Button
            look="ghost"
            size="icon-sm"
            className="-my-1"
            aria-label={`Actions for ${shownName(identity)}`}
            busy={makeDefault.isPending}
          >
            {!makeDefault.isPending && <Ellipsis aria-hidden="true" />}
          </Button>
        }
      >
        <MenuItem onSelect={() => setAsked("edit")}>
          <Pencil aria-hidden="true" /> Edit…
        </MenuItem>
        {!identity.isDefault && (
          <>
            <MenuItem onSelect={() => makeDefault.mutate({ identityId: identity.identityId })}>
              <Star aria-hidden="true" /> Make default
            </MenuItem>
            <MenuRule />
            <MenuItem onSelect={() => setAsked("delete")}>
              <Trash2 aria-hidden="true" /> Delete…
            </MenuItem>
          </>
        )}
      </Menu>
      <EditIdentity identity={identity} open={asked === "edit"} onOpenChange={close} />
      <DeleteIdentity identity={identity} open={asked === "delete"} onOpenChange={close} />
    </>
  );
}

function useMakeDefault(identity: Identity) {
  const trpc = useTRPC();
  const { queryKey, refresh } = useIdentityKeys();
  return useChange({
    ...trpc.identities.makeDefault.mutationOptions(),
    preview: [
      {
        queryKey,
        apply: (cached, { identityId }) =>
          Array.isArray(cached)
            ? cached.map((one: Identity) => ({ ...one, isDefault: one.identityId === identityId }))
            : cached,
      },
    ],
    refresh,
    failed: "The default identity was not changed",
    done: ({ applied }) => tellApplied(`${shownName(identity)} is the default identity`, applied),
  });
}
