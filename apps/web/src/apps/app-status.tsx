import { StatusDot } from "../design/status-dot.tsx";
import { type AppStateFacts, readAppState } from "./app-state.ts";

export function AppStatus({ app }: { app: AppStateFacts }) {
  const { light, label } = readAppState(app);
  return (
    <span className="inline-flex items-center gap-2 whitespace-nowrap">
      <StatusDot light={light} />
      <span className="font-medium text-ink">{label}</span>
    </span>
  );
}
