import { Lasting } from "../design/ago.tsx";
import { StatusDot } from "../design/status-dot.tsx";
import { type AppStateFacts, readAppState } from "./app-state.ts";

export interface AppStatusProps {
  app: AppStateFacts;
  /** Since when it is so, where that is known and to be shown. */
  since?: Date | null;
}

export function AppStatus({ app, since = null }: AppStatusProps) {
  const { light, label } = readAppState(app);
  return (
    <span className="inline-flex items-center gap-2 whitespace-nowrap">
      <StatusDot light={light} />
      <span>
        <span className="font-medium text-ink">{label}</span>
        {since !== null && (
          <span className="text-ink-3">
            {" "}
            for <Lasting since={since} />
          </span>
        )}
      </span>
    </span>
  );
}
