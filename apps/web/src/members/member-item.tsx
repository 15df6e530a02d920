"use client";

import { Ellipsis } from "lucide-react";
import { useState } from "react";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Ago } from "../design/ago.tsx";
import { Badge } from "../design/badge.tsx";
import { Button } from "../design/button.tsx";
import { Menu, MenuItem } from "../design/menu.tsx";
import { Select } from "../design/select.tsx";
import { useMay, useViewer } from "../shell/viewer.tsx";
import { LeaveOrganization } from "./leave-organization.tsx";
import { mapMembers } from "./member-pages.ts";
import { mayTouch, roleLabel, rolesToGive, strongestRole } from "./member-roles.ts";
import type { MemberRow, Role } from "./member-types.ts";
import { RemoveMember } from "./remove-member.tsx";
import { ResetLinkDialog } from "./reset-link-dialog.tsx";

export function MemberItem({ member }: { member: MemberRow }) {
  const viewer = useViewer();
  const self = member.userId === viewer.userId;
  const changeable = useMay("member.write") && mayTouch(viewer.roles, member.roles);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2.5 px-4 py-3.5 sm:px-5">
      <div className="min-w-0 flex-1 basis-48">
        <p className="flex flex-wrap items-center gap-2 font-medium text-ink">
          <span className="wrap-anywhere">{member.name}</span>
          {self && <Badge tone="accent">You</Badge>}
        </p>
        <p className="text-ink-3 text-sm">
          <span className="wrap-anywhere">{member.email}</span> · joined{" "}
          <Ago at={member.joinedAt} />
        </p>
      </div>
      <div className="ml-auto flex items-center gap-2">
        {changeable ? (
          <RoleSelect member={member} />
        ) : (
          <Badge>{roleLabel(strongestRole(member.roles))}</Badge>
        )}
        {(self || changeable) && <MemberMenu member={member} self={self} />}
      </div>
    </li>
  );
}

function RoleSelect({ member }: { member: MemberRow }) {
  const trpc = useTRPC();
  const viewer = useViewer();
  const list = trpc.members.list.pathKey();
  const change = useChange({
    ...trpc.members.updateRole.mutationOptions(),
    preview: [
      {
        queryKey: list,
        apply: (cached, { userId, role }) =>
          mapMembers(cached, (row) => (row.userId === userId ? { ...row, roles: [role] } : row)),
      },
    ],
    refresh: [list, trpc.session.pathKey()],
    failed: `The role of ${member.name} was not changed`,
    done: (_nothing, { role }) => `${member.name} is ${roleLabel(role).toLowerCase()} now`,
  });
  return (
    <Select<Role>
      aria-label={`Role of ${member.name}`}
      className="w-32"
      value={strongestRole(member.roles)}
      options={rolesToGive(viewer.roles)}
      onChange={(role) => change.mutate({ userId: member.userId, role })}
    />
  );
}

function MemberMenu({ member, self }: { member: MemberRow; self: boolean }) {
  const [open, setOpen] = useState<"reset" | "remove" | "leave" | null>(null);
  const props = (name: typeof open) => ({
    open: open === name,
    onOpenChange: (next: boolean) => setOpen(next ? name : null),
  });
  return (
    <>
      <Menu
        trigger={
          <Button look="ghost" size="icon-sm" aria-label={`More about ${member.name}`}>
            <Ellipsis aria-hidden="true" />
          </Button>
        }
      >
        {self ? (
          <MenuItem onSelect={() => setOpen("leave")}>Leave the organization</MenuItem>
        ) : (
          <>
            <MenuItem onSelect={() => setOpen("reset")}>Link for a new password</MenuItem>
            <MenuItem onSelect={() => setOpen("remove")}>Remove</MenuItem>
          </>
        )}
      </Menu>
      {self ? (
        <LeaveOrganization {...props("leave")} />
      ) : (
        <>
          <ResetLinkDialog member={member} {...props("reset")} />
          <RemoveMember member={member} {...props("remove")} />
        </>
      )}
    </>
  );
}
