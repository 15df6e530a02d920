import type { Clock } from "@homeport/platform";
import { type MuxStream, readTargetText, rstCodes, streamDuplex } from "@homeport/tunnel";
import { type AllowedTargets, allowedTarget } from "./target/allowed.ts";
import { type AppNote, type ConnectNote, ConnectNotes } from "./target/connect-notes.ts";
import { createEcho } from "./target/echo.ts";
import { proxyHeader } from "./target/proxy-header.ts";
import { spliceStream } from "./target/splice.ts";
import { canonicalTarget } from "./target/target.ts";
import { TargetPool } from "./target/target-pool.ts";

export interface CarrierParts {
  readonly clock: Clock;
  /** What this host permits now. */
  allowed(): AllowedTargets;
  /** An app's connections go otherwise than before. */
  onTargetChange(note: AppNote, target: string): void;
  /** A relay has a question; it opened a control stream for it. */
  onControl(stream: MuxStream): void;
}

/** Carries the streams that relays open down to targets on this machine. */
export interface Carrier {
  carry(stream: MuxStream): void;
  lastConnect(target: string): ConnectNote | null;
  /** How the last connection of each app went. */
  appNotes(): AppNote[];
  close(): void;
}

export function createCarrier(parts: CarrierParts): Carrier {
  const { clock } = parts;
  const pool = new TargetPool(clock);
  const echo = createEcho();
  const notes = new ConnectNotes(clock);

  function carryToTarget(stream: MuxStream): void {
    const { kind, appId, target: text, visitorAddress } = stream.request;
    const asked = readTargetText(text);
    if (asked === null) {
      stream.reset(rstCodes.BAD_OPEN);
      return;
    }
    const target = allowedTarget(asked.target, parts.allowed());
    if (target === null) {
      note(appId, asked.target, "TARGET_NOT_ALLOWED");
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
    const changed = notes.note(appId, target, failure);
    if (changed !== null) parts.onTargetChange(changed, target);
  }

  return {
    carry(stream) {
      switch (stream.request.kind) {
        case "echo":
          stream.accept();
          echo.accept(streamDuplex(stream));
          return;
        case "control":
          parts.onControl(stream);
          return;
        case "http":
        case "upgrade":
        case "tcp":
          carryToTarget(stream);
      }
    },
    lastConnect: (target) => notes.ofTarget(target),
    appNotes: () => notes.ofApps(),
    close() {
      echo.close();
      pool.close();
    },
  };
}
