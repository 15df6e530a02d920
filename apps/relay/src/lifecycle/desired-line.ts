import type { DesiredApp } from "@homeport/hosts";
import { type AppDesired, controlLine, type MuxStream } from "@homeport/tunnel";

/** The control stream of one agent, as far as its apps are concerned. */
export interface DesiredLine {
  /** Never waits: what the agent does not take yet is kept, of each app the newest. */
  tell(app: DesiredApp): void;
  /** The stream takes bytes again. */
  drained(): void;
}

/**
 * An agent that takes nothing is told nothing twice: what waits for it is one message an app, and a host has a bounded
 * number of those. What was read before something newer was told is passed over.
 */
export function createDesiredLine(
  stream: Pick<MuxStream, "write" | "closed">,
  maxApps = 200,
): DesiredLine {
  const waiting = new Map<string, Buffer>();
  const told = new Map<string, number>();
  let takes = true;

  function pump(): void {
    for (const [appId, line] of waiting) {
      if (!takes || stream.closed) return;
      waiting.delete(appId);
      takes = stream.write(line);
    }
  }

  function remember({ appId, generation }: DesiredApp): void {
    told.delete(appId);
    told.set(appId, generation);
    const [oldest] = told.keys();
    if (told.size > maxApps && oldest !== undefined) told.delete(oldest);
  }

  return {
    tell(app) {
      if ((told.get(app.appId) ?? 0) > app.generation) return;
      remember(app);
      waiting.delete(app.appId);
      waiting.set(app.appId, controlLine(messageOf(app)));
      pump();
    },
    drained() {
      takes = true;
      pump();
    },
  };
}

function messageOf(app: DesiredApp): Omit<AppDesired, "manifest"> & { manifest: unknown } {
  const { appId, name, generation, desired, kind, isIdle, deleteData } = app;
  return {
    ...{ type: "app.desired", appId, name, generation, desired },
    operation: kind === null ? null : { kind, isIdle, deleteData },
    manifest: app.manifest,
  };
}
