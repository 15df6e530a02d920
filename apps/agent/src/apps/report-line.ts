import type { AgentControl, AppDesired } from "@homeport/tunnel";
import type { AppState } from "./decide.ts";

/** Where reports go. */
export interface ReportLine {
  /** False when it is over. */
  tell(message: AgentControl): boolean;
}

/** How an app is, as the relay is told. */
export function reportOf(
  { appId, generation }: Pick<AppDesired, "appId" | "generation">,
  { status, code, detail }: AppState,
): AgentControl {
  return { type: "app.report", appId, generation, status, code, detail };
}
