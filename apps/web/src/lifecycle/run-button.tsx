"use client";

import { Play, Square } from "lucide-react";
import type { AppRow } from "../apps/app-types.ts";
import { Button } from "../design/button.tsx";
import { useMay } from "../shell/viewer.tsx";
import { isLeaving, isManaged } from "./managed-state.ts";
import { useStartApp, useStopApp } from "./use-operate.ts";

export interface RunButtonProps {
  app: AppRow;
  /** In a list the picture alone stands for the verb. */
  small?: boolean;
}

/** Starts an app that does not run, and stops one that does; nothing while neither would be taken. */
export function RunButton({ app, small = false }: RunButtonProps) {
  const mayOperate = useMay("app.operate");
  const start = useStartApp(app);
  const stop = useStopApp(app);
  const verb = verbFor(app);
  if (!mayOperate || verb === null) {
    return null;
  }
  const { label, icon: Icon } = verbs[verb];
  const change = verb === "start" ? start : stop;
  return (
    <Button
      size={small ? "icon-sm" : "md"}
      look={small ? "ghost" : "secondary"}
      className="relative z-10"
      busy={change.isPending}
      aria-label={`${label} ${app.title}`}
      onClick={() => change.mutate({ appId: app.appId })}
    >
      {!change.isPending && <Icon aria-hidden="true" />}
      {!small && label}
    </Button>
  );
}

const verbs = {
  start: { label: "Start", icon: Play },
  stop: { label: "Stop", icon: Square },
} as const;

function verbFor(app: AppRow): keyof typeof verbs | null {
  if (!isManaged(app) || isLeaving(app)) {
    return null;
  }
  switch (app.status) {
    case "stopped":
    case "failed":
      return "start";
    case "starting":
    case "running":
      return "stop";
    case "stopping":
      return app.desired === "running" ? "stop" : "start";
    default:
      return null;
  }
}
