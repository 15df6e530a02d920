import { defaultLimits, type MuxLimits, maxStreamsPerTunnel } from "@homeport/tunnel";

export const muxTerms = {
  creditBytes: defaultLimits.windowBytes,
  maxStreams: maxStreamsPerTunnel,
};

export const noFields = {
  hops: 0,
  hostId: "",
  appId: "bench",
  target: "",
  visitorAddress: "127.0.0.1",
  requestId: "0123456789abcdef",
};

const variants = {
  /** Windows stay as they begin. */
  "fixed-window": { maxWindowBytes: defaultLimits.windowBytes },
  /**
   * Nobody goes first and nothing is held back for its turn: whatever credit allows goes into the
   * carrier at once, in the order in which it was written, in frames as long as they may be. Nor does
   * a receiver leave less of a window open because others wait.
   */
  fifo: {
    pressedWindowBytes: defaultLimits.windowBytes,
    interactiveBytes: 0,
    interleaveBytes: 65_536,
    quantumBytes: defaultLimits.tunnelBudgetBytes,
    wireQueueBytes: defaultLimits.tunnelBudgetBytes,
  },
} as const satisfies Record<string, Partial<MuxLimits>>;

/** A part of the tunnel taken away, to see what it is worth. */
export type MuxVariant = keyof typeof variants;

/** What a variant changes; nothing without one. Throws when there is no such variant. */
export function limitsOf(variant: string | undefined): Partial<MuxLimits> {
  if (variant === undefined) return {};
  if (!isVariant(variant)) throw new Error(`there is no variant ${variant}`);
  return variants[variant];
}

function isVariant(name: string): name is MuxVariant {
  return Object.hasOwn(variants, name);
}
