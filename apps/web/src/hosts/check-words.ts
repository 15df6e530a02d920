import type { CheckStep } from "./host-types.ts";

export type StepName = CheckStep["step"];

/** The steps of a check in their order, as a person reads them. */
export const stepTitles = {
  relay: "A relay answers",
  directory: "The directory knows the host",
  tunnel: "A tunnel takes streams",
  echo: "Bytes come back from the machine",
  target: "The app takes a connection",
} as const satisfies Record<StepName, string>;

export const stepNames = Object.keys(stepTitles) as StepName[];

/** "18 ms there and back", with a decimal where that is all there is to see. */
export function formatRoundTrip(rttMs: number): string {
  return `${formatMs(rttMs)} there and back`;
}

/** "0.4 ms", "18 ms", "1.2 s". */
export function formatMs(ms: number): string {
  if (ms >= 1_000) {
    return `${Math.round(ms / 100) / 10} s`;
  }
  return `${ms < 10 ? Math.round(ms * 10) / 10 : Math.round(ms)} ms`;
}

/** What a step found, in a line; null when there is nothing to add to its title. */
export function describeStep(step: CheckStep): string | null {
  const { tunnel, owners, app, relayId } = step;
  if (tunnel !== undefined) {
    const where = tunnel.path === "local" ? tunnel.relayId : `${tunnel.relayId}, over a link`;
    const trip = tunnel.rttMs === null ? null : formatRoundTrip(tunnel.rttMs);
    return [where, tunnel.wire, trip].filter((part) => part !== null).join(" · ");
  }
  if (owners !== undefined) {
    return `${owners.length === 1 ? "1 tunnel" : `${owners.length} tunnels`}: ${owners
      .map((owner) => owner.relayId)
      .join(", ")}`;
  }
  if (step.result === "skipped" && step.code === "NO_DEFAULT_APP") {
    return "No app was chosen, and the host has no default one.";
  }
  return app?.name ?? relayId ?? null;
}

/** What a screen reader is told when a step is over. */
export function announceStep(step: CheckStep): string {
  const title = stepTitles[step.step];
  if (step.result === "ok") {
    return `${title}: yes, ${formatMs(step.ms)}`;
  }
  return step.result === "failed" ? `${title}: no. ${step.sentence ?? ""}` : `${title}: not tried`;
}
