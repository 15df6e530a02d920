"use client";

import { useState } from "react";
import type { AppDialogProps } from "../apps/retitle-app.tsx";
import { Button } from "../design/button.tsx";
import { Actions, Dialog } from "../design/dialog.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { DataChoice } from "./data-choice.tsx";
import { useReinstallApp } from "./use-operate.ts";

export function ReinstallApp({ app, open, onOpenChange }: AppDialogProps) {
  const [deleteData, setDeleteData] = useState(false);
  const change = useReinstallApp(app, () => onOpenChange(false));
  const host = app.hostName ?? "its host";
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Reinstall ${app.title}?`}
      note={`It is removed from ${host}, made anew from its manifest, and started. Its address and rules stay.`}
    >
      <DataChoice deleteData={deleteData} host={host} onChange={setDeleteData} />
      {change.error !== null && <ErrorCard title="Nothing was changed" error={change.error} />}
      <Actions>
        <Button onClick={() => onOpenChange(false)}>Leave it</Button>
        <Button
          look={deleteData ? "destroy" : "primary"}
          busy={change.isPending}
          onClick={() => change.mutate({ appId: app.appId, deleteData })}
        >
          Reinstall app
        </Button>
      </Actions>
    </Dialog>
  );
}
