import { createDirectTransport } from "./direct.ts";
import type { Transport } from "./transport.ts";
import type { UndiciDeps } from "./undici.ts";

export const transportKinds = ["direct", "undici"] as const;
export type TransportKind = (typeof transportKinds)[number];

/** Makes the one transport of a relay. */
export type CreateTransport = (deps: UndiciDeps) => Transport;

/** undici takes 30 MB and 70 ms to load, which a relay without it does not pay. */
export async function loadTransport(kind: TransportKind): Promise<CreateTransport> {
  if (kind === "direct") return createDirectTransport;
  const { createUndiciTransport } = await import("./undici.ts");
  return createUndiciTransport;
}
