import { connect, type Socket } from "node:net";
import type { Random } from "@homeport/platform";
import postgres from "postgres";
import type { ClientName } from "../events.ts";

export interface DriverOptions {
  url: string;
  app: string;
  client: ClientName;
  max: number;
  statementTimeoutMs: number;
  /** Behind a pooler in transaction mode: nothing may be tied to a connection. */
  pooled: boolean;
  random: Random;
}

/** What every connection, or behind a pooler every transaction, is held to. */
export interface SessionSettings {
  statementTimeoutMs: number;
  /** A writer that cannot get a row lock gives up before its caller does. */
  lockTimeoutMs: number;
  /** A frozen process frees its locks. */
  idleInTransactionMs: number;
}

const connectSeconds = 5;
/** Beyond Postgres's own statement timeout: a server that says nothing for so long is not there. */
const silenceMs = 5_000;

export function sessionSettings(statementTimeoutMs: number): SessionSettings {
  return { statementTimeoutMs, lockTimeoutMs: 5_000, idleInTransactionMs: 5_000 };
}

/** A postgres.js client with Homeport's timeouts. It connects on need. */
export function createDriver(options: DriverOptions): postgres.Sql {
  const silentAfterMs = options.statementTimeoutMs + silenceMs;
  return postgres(options.url, {
    max: options.max,
    prepare: !options.pooled,
    connect_timeout: connectSeconds,
    // Seconds, jittered: after an outage many connections come back within a second, not all at once.
    backoff: (retries: number) =>
      Math.min(1, 0.05 * 2 ** retries) * (0.5 + options.random.number() / 2),
    onnotice: () => undefined,
    connection: {
      application_name: `homeport-${options.app}-${options.client}`,
      ...(options.pooled ? {} : startupParameters(sessionSettings(options.statementTimeoutMs))),
    },
    ...socketOption((target) => openSocket(target, silentAfterMs)),
  });
}

function startupParameters(settings: SessionSettings): Record<string, number> {
  return {
    statement_timeout: settings.statementTimeoutMs,
    lock_timeout: settings.lockTimeoutMs,
    idle_in_transaction_session_timeout: settings.idleInTransactionMs,
  };
}

interface SocketTarget {
  host: readonly string[];
  port: readonly number[];
  path: string | false;
}

/**
 * Postgres's own timeouts do not help against a frozen server or a network that swallows packets, and
 * the driver has none of its own; so a socket on which nothing moves for longer than any statement may
 * take is destroyed. An idle connection ends the same way, and is made again on need. The socket is
 * handed over before it is connected: what the driver writes waits in it, and a failure to connect
 * takes the driver's usual path.
 */
function openSocket(target: SocketTarget, silentAfterMs: number): Socket {
  const host = target.host[0] ?? "localhost";
  const port = target.port[0] ?? 5432;
  const socket = target.path ? connect(target.path) : connect(port, host);
  socket.setTimeout(silentAfterMs, () => {
    socket.destroy(Object.assign(new Error("Postgres went silent"), { code: "ETIMEDOUT" }));
  });
  // The driver reads these two for its messages and for the server name of TLS.
  return Object.assign(socket, { host, port });
}

/** The driver takes a `socket` factory that its type does not mention. */
function socketOption(open: (target: SocketTarget) => Socket): object {
  return { socket: open };
}
