import type { Clock } from "@homeport/platform";
import { type MuxStream, readTargetText, rstCodes, streamDuplex } from "@homeport/tunnel";
import { type AllowedTargets, allowedTarget } from "./target/allowed.ts";
import { createEcho } from "./target/echo.ts";
import { proxyHeader } from "./target/proxy-header.ts";
import { spliceStream } from "./target/splice.ts";
import { canonicalTarget } from "./target/target.ts";
import { TargetPool } from "./target/target-pool.ts";

/** How the last connection to a target went. */
export interface ConnectNote {
  readonly ok: boolean;
  readonly detail: string;
  readonly atMs: number;
}

export interface CarrierParts {
  readonly clock: Clock;
  /** What this host permits now. */
  allowed(): AllowedTargets;
  /** The outcome for a target changed; `failure` is null when it answers. */
  onTargetChange(change: { appId: string; target: string; failure: string | null }): void;
}

/** Carries the streams that relays open down to targets on this machine. */
export interface Carrier {
  carry(stream: MuxStream): void;
  lastConnect(target: string): ConnectNote | null;
  close(): void;
}

export function createCarrier(parts: CarrierParts): Carrier {
  const { clock } = parts;
  const pool = new TargetPool(clock);
  const echo = createEcho();
  const connects = new Map<string, ConnectNote>();

  function carryToTarget(stream: MuxStream): void {
    const { kind, appId, target: text, visitorAddress } = stream.request;
    const asked = readTargetText(text);
    if (asked === null) {
      stream.reset(rstCodes.BAD_OPEN);
      return;
    }
    const target = allowedTarget(asked.target, parts.allowed());
    if (target === null) {
      stream.reset(rstCodes.TARGET_NOT_ALLOWED);
      return;
    }
    const { proxyProtocol, tlsVerify } = asked;
    const preface =
      proxyProtocol === "off" ? null : proxyHeader(proxyProtocol, visitorAddress, target);
    spliceStream(stream, target, {
      key: `${appId} ${text}`,
      // A connection that began with one visitor's address is that visitor's alone.
      pool: kind === "http" && preface === null ? pool : null,
      how: { preface, tlsVerify },
      onConnect: (failure) => note(appId, canonicalTarget(asked.target), failure),
    });
  }

  function note(appId: string, target: string, failure: string | null): void {
    const before = connects.get(target);
    const detail = failure ?? "answers";
    connects.set(target, { ok: failure === null, detail, atMs: clock.nowMs() });
    if (before?.detail !== detail) parts.onTargetChange({ appId, target, failure });
  }

  return {
    carry(stream) {
      switch (stream.request.kind) {
        case "echo":
          stream.accept();
          echo.accept(streamDuplex(stream));
          return;
        case "control":
          stream.reset(rstCodes.BAD_OPEN);
          return;
        case "http":
        case "upgrade":
        case "tcp":
          carryToTarget(stream);
      }
    },
    lastConnect: (target) => connects.get(target) ?? null,
    close() {
      echo.close();
      pool.close();
    },
  };
}
