"use client";

import { ChevronsUpDown, LogOut, MonitorSmartphone, Palette } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "../design/button.tsx";
import { Menu, MenuItem, MenuNote, MenuRule } from "../design/menu.tsx";
import { paths } from "../paths.ts";
import { SignOutFailed, useSignOut } from "./sign-out.tsx";
import { useViewer } from "./viewer.tsx";

/** Whose console this is, and the way out. */
export function AccountMenu({ compact, side }: { compact?: boolean; side?: "top" | "bottom" }) {
  const viewer = useViewer();
  const router = useRouter();
  const [failed, setFailed] = useState<string | null>(null);
  const { busy, signOut } = useSignOut(setFailed);
  return (
    <>
      <Menu
        {...(side === undefined ? {} : { side })}
        align={compact ? "end" : "start"}
        trigger={compact ? <CompactTrigger name={viewer.name} /> : <WideTrigger />}
      >
        <MenuNote>
          Signed in as
          <span className="wrap-anywhere block font-medium text-ink">{viewer.email}</span>
        </MenuNote>
        <MenuRule />
        <MenuItem onSelect={() => router.push(paths.devices())}>
          <MonitorSmartphone aria-hidden="true" /> Devices
        </MenuItem>
        <MenuItem onSelect={() => router.push(paths.appearance())}>
          <Palette aria-hidden="true" /> Appearance
        </MenuItem>
        <MenuRule />
        <MenuItem disabled={busy} onSelect={() => void signOut()}>
          <LogOut aria-hidden="true" /> Sign out
        </MenuItem>
      </Menu>
      <SignOutFailed
        reason={failed}
        busy={busy}
        onRetry={() => void signOut()}
        onClose={() => setFailed(null)}
      />
    </>
  );
}

function Initial({ name }: { name: string }) {
  return (
    <span
      aria-hidden="true"
      className="grid size-7 shrink-0 place-items-center rounded-full bg-accent font-semibold text-on-accent text-xs"
    >
      {(name.trim()[0] ?? "?").toUpperCase()}
    </span>
  );
}

function CompactTrigger({ name, ...rest }: { name: string }) {
  return (
    <Button look="ghost" size="icon" aria-label="Account" className="rounded-full" {...rest}>
      <Initial name={name} />
    </Button>
  );
}

function WideTrigger(props: object) {
  const viewer = useViewer();
  return (
    <button
      type="button"
      className="flex w-full items-center gap-2.5 rounded-md p-2 text-left hover:bg-hover"
      {...props}
    >
      <Initial name={viewer.name} />
      {/* A label of its own would have to hold all that is seen. */}
      <span className="sr-only">Account of </span>
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium text-ink text-sm">{viewer.name}</span>
        <span className="block truncate text-ink-3 text-xs">{viewer.email}</span>
      </span>
      <ChevronsUpDown className="size-4 text-ink-3" aria-hidden="true" />
    </button>
  );
}
