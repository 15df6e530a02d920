"use client";

import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { ConfirmName } from "../design/confirm-name.tsx";
import { paths } from "../paths.ts";
import { useViewer } from "../shell/viewer.tsx";

export interface LeaveOrganizationProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function LeaveOrganization({ open, onOpenChange }: LeaveOrganizationProps) {
  const trpc = useTRPC();
  const { organization } = useViewer();
  const change = useChange({
    ...trpc.members.leave.mutationOptions(),
    failed: "You did not leave",
    onFailed: () => true,
    // Everything that is shown belongs to the organization, so the whole page is loaded anew.
    onDone: () => window.location.assign(paths.overview()),
  });
  if (organization === null) {
    return null;
  }
  return (
    <ConfirmName
      open={open}
      onOpenChange={onOpenChange}
      title={`Leave ${organization.name}?`}
      name={organization.name}
      verb="Leave"
      busy={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate({ organizationId: organization.id })}
    >
      Its apps and hosts are closed to you at once. Apps that you own stay, and belong to its
      owners.
    </ConfirmName>
  );
}
