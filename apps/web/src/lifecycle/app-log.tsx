"use client";

import { useMutation } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import type { AppDetail } from "../apps/app-types.ts";
import { useTRPC } from "../data/trpc.ts";
import { Button } from "../design/button.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { Notice } from "../design/notice.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { useMay } from "../shell/viewer.tsx";
import { LogBox } from "./log-box.tsx";

const mostLines = 200;

/** The newest lines that the app itself has printed, asked of its host when somebody wants to see them. */
export function AppLog({ app: { appId } }: { app: Pick<AppDetail, "appId"> }) {
  const trpc = useTRPC();
  const log = useMutation(trpc.apps.tailLog.mutationOptions());
  const ask = () => log.mutate({ appId, lines: mostLines });
  if (!useMay("app.operate")) {
    return null;
  }
  return (
    <Panel aria-labelledby="app-log">
      <PanelHead
        id="app-log"
        title="What it prints"
        note="Read from its host when you ask for it."
        actions={
          <Button size="sm" busy={log.isPending} onClick={ask}>
            {!log.isPending && <RotateCw aria-hidden="true" />}
            {log.data === undefined ? "Show newest lines" : "Read again"}
          </Button>
        }
      />
      {log.isError && (
        <ErrorCard
          className="m-4"
          title="What it prints could not be read"
          error={log.error}
          retrying={log.isPending}
          onRetry={ask}
        />
      )}
      {log.data !== undefined &&
        (log.data.refusal === null ? (
          <div className="pt-3">
            <LogBox
              label="Newest lines of the app"
              text={log.data.lines.join("\n")}
              none="It has printed nothing."
            />
          </div>
        ) : (
          <Notice
            tone="warn"
            role="status"
            className="m-4"
            title="What it prints could not be read"
          >
            <p>{log.data.refusal.sentence}</p>
            <p className="mt-1 font-mono text-ink-3 text-xs">{log.data.refusal.code}</p>
          </Notice>
        ))}
    </Panel>
  );
}
