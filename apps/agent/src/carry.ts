import type { Clock } from "@homeport/platform";
import { type MuxStream, readTargetText, rstCodes, streamDuplex } from "@homeport/tunnel";
import { type AllowedTargets, allowedTarget } from "./target/allowed.ts";
import { CarriedApps } from "./target/carried-apps.ts";
import { type AppNote, type ConnectNote, ConnectNotes } from "./target/connect-notes.ts";
import { createEcho } from "./target/echo.ts";
import { proxyHeader } from "./target/proxy-header.ts";
import { spliceStream } from "./target/splice.ts";
import { canonicalTarget, type Target } from "./target/target.ts";
import { TargetPool } from "./target/target-pool.ts";

export interface CarrierParts {
  readonly clock: Clock;
  /** What this host permits now. */
  allowed(): AllowedTargets;
  /** The port of an app that this agent runs; null while it does not run, or when there is none. */
  portOf(appId: string): number | null;
  /** An app's connections go otherwise than before. */
  onTargetChange(note: AppNote, target: string): void;
  /** A relay has a question; it opened a control stream for it. */
  onControl(stream: MuxStream): void;
}

/** Carries the streams that relays open down to targets on this machine. */
export interface Carrier {
  carry(stream: MuxStream): void;
  lastConnect(target: string): ConnectNote | null;
  /** Whether a stream of an app is being carried now. */
  carries(appId: string): boolean;
  /** How the last connection of each app went. */
  appNotes(): AppNote[];
  close(): void;
}

export function createCarrier(parts: CarrierParts): Carrier {
  const { clock } = parts;
  const pool = new TargetPool(clock);
  const echo = createEcho();
  const notes = new ConnectNotes(clock);
  const carried = new CarriedApps();

  function carryToTarget(stream: MuxStream): void {
    const { kind, appId, target: text, visitorAddress } = stream.request;
    const asked = readTargetText(text);
    if (asked === null) {
      stream.reset(rstCodes.BAD_OPEN);
      return;
    }
    const found = findTarget(asked.target, appId);
    if (typeof found === "string") {
      note(appId, asked.target, found);
      stream.reset(rstCodes[found]);
      return;
    }
    const { target, name } = found;
    const { proxyProtocol, tlsVerify } = asked;
    const preface =
      proxyProtocol === "off" ? null : proxyHeader(proxyProtocol, visitorAddress, target);
    spliceStream(stream, target, {
      key: `${appId} ${name} ${text}`,
      // A connection that began with one visitor's address is that visitor's alone.
      pool: kind === "http" && preface === null ? pool : null,
      how: { preface, tlsVerify },
      onConnect: (failure) => note(appId, name, failure),
      onClose: carried.begin(appId),
    });
  }

  /** No target at all means the app that this agent runs; it answers nowhere before it got ready. */
  function findTarget(
    asked: string,
    appId: string,
  ): { readonly target: Target; readonly name: string } | "TARGET_REFUSED" | "TARGET_NOT_ALLOWED" {
    if (asked === "") {
      const port = parts.portOf(appId);
      if (port === null) return "TARGET_REFUSED";
      const target = { kind: "tcp", host: "127.0.0.1", port, tls: false } as const;
      return { target, name: `http://127.0.0.1:${port}` };
    }
    const target = allowedTarget(asked, parts.allowed());
    if (target === null) return "TARGET_NOT_ALLOWED";
    return { target, name: canonicalTarget(asked) };
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
    carries: (appId) => carried.has(appId),
    appNotes: () => notes.ofApps(),
    close() {
      echo.close();
      pool.close();
    },
  };
}
