"use client";

import { Ban, Ellipsis, Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { Button } from "../design/button.tsx";
import { Menu, MenuItem, MenuRule } from "../design/menu.tsx";
import { useMay } from "../shell/viewer.tsx";
import type { HostDetail } from "./host-types.ts";
import { RemoveHost } from "./remove-host.tsx";
import { RenameHost } from "./rename-host.tsx";
import { RevokeHost } from "./revoke-host.tsx";

type Open = "rename" | "revoke" | "remove" | null;

export function HostActions({ host }: { host: HostDetail }) {
  const [open, setOpen] = useState<Open>(null);
  const mayManage = useMay("host.manage");
  if (!mayManage) {
    return null;
  }
  function dialog(which: Exclude<Open, null>) {
    return { open: open === which, onOpenChange: (next: boolean) => setOpen(next ? which : null) };
  }
  return (
    <>
      <Button onClick={() => setOpen("rename")}>
        <Pencil aria-hidden="true" /> Rename
      </Button>
      <Menu
        trigger={
          <Button size="icon" aria-label="More actions">
            <Ellipsis aria-hidden="true" />
          </Button>
        }
      >
        <MenuItem onSelect={() => setOpen("rename")}>
          <Pencil aria-hidden="true" /> Rename…
        </MenuItem>
        <MenuRule />
        <MenuItem disabled={host.status === "revoked"} onSelect={() => setOpen("revoke")}>
          <Ban aria-hidden="true" /> Revoke…
        </MenuItem>
        <MenuItem onSelect={() => setOpen("remove")}>
          <Trash2 aria-hidden="true" /> Remove…
        </MenuItem>
      </Menu>
      <RenameHost host={host} {...dialog("rename")} />
      <RevokeHost host={host} {...dialog("revoke")} />
      <RemoveHost host={host} {...dialog("remove")} />
    </>
  );
}
