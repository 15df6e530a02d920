"use client";

import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { ConfirmName } from "../design/confirm-name.tsx";
import { mapMembers } from "./member-pages.ts";
import type { MemberRow } from "./member-types.ts";

export interface MemberDialogProps {
  member: MemberRow;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function RemoveMember({ member, open, onOpenChange }: MemberDialogProps) {
  const trpc = useTRPC();
  const list = trpc.members.list.pathKey();
  const change = useChange({
    ...trpc.members.remove.mutationOptions(),
    refresh: [list],
    preview: [
      {
        queryKey: list,
        apply: (cached, { userId }) =>
          mapMembers(cached, (row) => (row.userId === userId ? null : row)),
      },
    ],
    failed: `${member.name} was not removed`,
    done: `${member.name} is removed`,
  });
  return (
    <ConfirmName
      open={open}
      onOpenChange={onOpenChange}
      title={`Remove ${member.name}?`}
      name={member.email}
      verb="Remove member"
      busy={change.isPending}
      error={null}
      onConfirm={() => {
        onOpenChange(false);
        change.mutate({ userId: member.userId });
      }}
    >
      Within a second nothing of this organization lets them in. Their apps stay, and belong to its
      owners.
    </ConfirmName>
  );
}
