import { connect, type Socket } from "node:net";
import postgres from "postgres";
import type { SqlRow } from "../sql-port.ts";
import { addArrayTypes } from "./array-types.ts";

export interface ConnectionOptions {
  url: string;
  applicationName: string;
  /** Absent: Postgres's own, which is none. */
  settings?: SessionSettings;
  /** Behind a pooler in transaction mode: nothing may be tied to a connection. */
  pooled?: boolean;
  connectMs?: number;
  /** Replaces how values of a type, by its number, are read and written. */
  types?: TypeOverrides;
}

/** What every connection, or behind a pooler every transaction, is held to; all in ms. */
export interface SessionSettings {
  statementTimeoutMs: number;
  /** A writer that cannot get a row lock gives up before its caller does. */
  lockTimeoutMs: number;
  /** A frozen process frees its locks. */
  idleInTransactionMs: number;
}

export interface TypeOverrides {
  parsers: Record<string, (text: string) => unknown>;
  serializers: Record<string, (value: unknown) => unknown>;
}

/** What one statement answered. */
export interface StatementResult {
  rows: readonly unknown[];
  /** The tag, such as `SELECT` or `COMMIT`. */
  command: string;
}

/**
 * One connection to Postgres, from its first statement to its end. Modes: unopened, until the first
 * `run`; open; broken, once the socket is gone or `close` was called. Broken is final: it never connects
 * again, so no statement of a transaction can end up outside of it on a second connection.
 */
export interface Connection {
  /** Runs a statement; several without parameters may stand in one text. */
  run(text: string, params?: readonly unknown[], asValues?: boolean): Promise<StatementResult>;
  /** The same, for callers that want rows by column name. */
  query(text: string, params?: readonly unknown[]): Promise<readonly SqlRow[]>;
  readonly broken: boolean;
  /** Ends it: at once, or when what runs has ended, but within `graceMs`. */
  close(graceMs?: number): Promise<void>;
}

const defaultConnectMs = 5_000;
/** Beyond Postgres's own statement timeout: a server that says nothing for so long is not there. */
const silenceMs = 5_000;
const maxPrepared = 200;

export function sessionSettings(statementTimeoutMs: number): SessionSettings {
  return { statementTimeoutMs, lockTimeoutMs: 5_000, idleInTransactionMs: 5_000 };
}

/**
 * A postgres.js client of one connection that is thrown away when that breaks. The driver's own pool
 * connects a broken one again and mixes up what was under way on it: a statement of a transaction whose
 * connection died can run inside of another one, and its ROLLBACK ends the process. So neither its
 * pool nor its `begin` is used.
 */
export function openConnection(options: ConnectionOptions): Connection {
  let broken = false;
  let socket: Socket | undefined;
  let running = 0;
  const prepared = new Set<string>();
  const { settings } = options;
  const silentAfterMs = settings === undefined ? 0 : settings.statementTimeoutMs + silenceMs;

  function openOnce(target: SocketTarget): Socket {
    if (socket !== undefined) throw connectionLost();
    socket = openSocket(target);
    watchSilence();
    return socket;
  }

  // Silence means something only while an answer is awaited.
  function watchSilence(): void {
    socket?.setTimeout(running > 0 ? silentAfterMs : 0);
  }

  const driver = postgres(options.url, {
    max: 1,
    max_lifetime: null,
    fetch_types: false,
    prepare: options.pooled !== true,
    connect_timeout: (options.connectMs ?? defaultConnectMs) / 1000,
    onnotice: () => undefined,
    onclose: () => {
      broken = true;
    },
    connection: {
      application_name: options.applicationName,
      ...(settings === undefined || options.pooled ? {} : startupParameters(settings)),
    },
    ...socketOption(openOnce),
  });
  addArrayTypes(driver.options);
  Object.assign(driver.options.parsers, options.types?.parsers);
  Object.assign(driver.options.serializers, options.types?.serializers);

  // A prepared statement saves the second round trip that a statement with parameters costs. Texts that
  // vary, as with lists of many lengths, must not fill the server with statements nobody sends again.
  function mayPrepare(text: string, params: readonly unknown[]): boolean {
    if (options.pooled || params.length === 0) return false;
    if (prepared.size < maxPrepared) prepared.add(text);
    return prepared.has(text);
  }

  async function run(
    text: string,
    params: readonly unknown[] = [],
    asValues = false,
  ): Promise<StatementResult> {
    if (broken) throw connectionLost();
    running++;
    watchSilence();
    try {
      const query = driver.unsafe(text, driverParams(params), {
        prepare: mayPrepare(text, params),
      });
      const rows = asValues ? await query.values() : await query;
      return { rows, command: rows.command };
    } catch (error) {
      // Until it is connected, the driver reports no close: what failed then failed for good.
      if (!isStatementError(error)) broken = true;
      throw error;
    } finally {
      running--;
      watchSilence();
    }
  }

  return {
    run,
    query: async (text, params) => byName((await run(text, params)).rows),
    get broken() {
      return broken;
    },
    async close(graceMs = 0) {
      broken = true;
      await driver.end({ timeout: graceMs / 1000 });
    },
  };
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
 * take is destroyed. It is handed over before it is connected: what the driver writes waits in it, and
 * a failure to connect takes the driver's usual path.
 */
function openSocket(target: SocketTarget): Socket {
  const host = target.host[0] ?? "localhost";
  const port = target.port[0] ?? 5432;
  const socket = target.path ? connect(target.path) : connect(port, host);
  socket.on("timeout", () => {
    socket.destroy(Object.assign(new Error("Postgres went silent"), { code: "ETIMEDOUT" }));
  });
  // The driver reads these two for its messages and for the server name of TLS.
  return Object.assign(socket, { host, port });
}

/** Postgres refused the statement, and the connection goes on. */
function isStatementError(error: unknown): boolean {
  return error instanceof postgres.PostgresError && !/^(FATAL|PANIC)$/.test(severityOf(error));
}

/** In English whatever the server's language; the driver's type knows only the other. */
function severityOf(error: postgres.PostgresError): string {
  return String(Reflect.get(error, "severity") ?? error.severity_local);
}

function connectionLost(): Error {
  return Object.assign(new Error("The connection is lost"), { code: "CONNECTION_CLOSED" });
}

/** The driver takes a `socket` factory that its type does not mention. */
function socketOption(open: (target: SocketTarget) => Socket): object {
  return { socket: open };
}

/** The driver serializes by the parameter's own type and by the type that Postgres names. */
function driverParams(params: readonly unknown[]): postgres.ParameterOrJSON<never>[] {
  return [...params] as postgres.ParameterOrJSON<never>[];
}

/** Without `values()` the driver gives each row as an object by column name. */
function byName(rows: readonly unknown[]): readonly SqlRow[] {
  return rows as readonly SqlRow[];
}
