import type { DeviceIcon } from "./user-agent.ts";

/** What signed a person in: a browser, a paired device, or the `homeport` command. */
export type SessionKind = "browser" | "device" | "cli";

/** A live session of a person, as the console and the tRPC endpoint see it. */
export interface Session {
  readonly sessionId: string;
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly kind: SessionKind;
  /** 2 when a second factor was given. */
  readonly assurance: 1 | 2;
  readonly authenticatedAt: Date;
  readonly expiresAt: Date;
}

/** One row of "where you are signed in". */
export interface SessionRow {
  readonly sessionId: string;
  readonly kind: SessionKind;
  readonly label: string | null;
  readonly icon: DeviceIcon;
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
  /** Whether it is the session that asks. */
  readonly current: boolean;
}
