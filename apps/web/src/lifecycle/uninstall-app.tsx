"use client";

import { useState } from "react";
import type { AppDialogProps } from "../apps/retitle-app.tsx";
import { ConfirmName } from "../design/confirm-name.tsx";
import { DataChoice } from "./data-choice.tsx";
import { useUninstallApp } from "./use-operate.ts";

export function UninstallApp({ app, open, onOpenChange }: AppDialogProps) {
  const [deleteData, setDeleteData] = useState(false);
  const change = useUninstallApp(app, () => onOpenChange(false));
  const host = app.hostName ?? "its host";
  return (
    <ConfirmName
      open={open}
      onOpenChange={onOpenChange}
      title={`Uninstall ${app.title}?`}
      name={app.name}
      verb="Uninstall app"
      busy={change.isPending}
      error={change.error}
      choice={<DataChoice deleteData={deleteData} host={host} onChange={setDeleteData} />}
      onConfirm={() => change.mutate({ appId: app.appId, deleteData })}
    >
      {app.hostOnline
        ? `It is stopped and removed from ${host}. Its name and address are free at once.`
        : `${host} is offline: it removes the app when it returns. Its name and address are free at once.`}
    </ConfirmName>
  );
}
