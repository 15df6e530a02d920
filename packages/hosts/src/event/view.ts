export const hostEventKinds = [
  "connected",
  "disconnected",
  "replaced",
  "refused",
  "flapping",
] as const;
export type HostEventKind = (typeof hostEventKinds)[number];

export interface HostEventView {
  /** A decimal number that rises with time. */
  id: string;
  at: Date;
  kind: HostEventKind;
  relayId: string | null;
  wire: string | null;
  reason: string | null;
}
