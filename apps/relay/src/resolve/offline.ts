import type { Offline } from "../pages/refusal.ts";

/** Answers why a host cannot be reached; null when nobody can tell. Never throws. */
export interface OfflineReader {
  read(hostId: string): Promise<Offline | null>;
}
