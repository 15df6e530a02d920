import { type DestinationStream, destination, type Logger, pino } from "pino";
import { prettyFactory } from "pino-pretty";
import type { Stage } from "../env/stage.ts";
import { redactRecord, redactText } from "./redact.ts";
import { createTurnStream } from "./turn-stream.ts";

export type LogLevel = "fatal" | "error" | "warn" | "info" | "debug" | "trace";
export type LogFormat = "json" | "text";

type Fields = Record<string, unknown>;

/** A structured logger. Fields first, then a short constant message; the message names the event. */
export interface Log {
  fatal(fields: Fields, message: string): void;
  error(fields: Fields, message: string): void;
  warn(fields: Fields, message: string): void;
  info(fields: Fields, message: string): void;
  debug(fields: Fields, message: string): void;
  /** A logger that adds these fields to each record. */
  child(fields: Fields): Log;
  /** Whether records of this level are written; for fields that cost something to compute. */
  isLevelEnabled(level: LogLevel): boolean;
}

export interface LogOptions {
  app: string;
  replica: string;
  version: string;
  /** Absent for a program that runs in no stage, such as the agent on somebody's machine. */
  stage?: Stage;
  level?: LogLevel;
  format?: LogFormat;
  /** Colours in text. */
  colors?: boolean;
  /** Where lines go, at once; standard output unless told. */
  stream?: DestinationStream;
}

/**
 * One JSON object a line with `at, level, msg, app, replica, version, stage`, or text for people. On standard output
 * the lines of one turn of the event loop leave together; warnings and errors, and whatever waits when the process
 * exits, leave at once.
 */
export function createLog(options: LogOptions): Log {
  const { app, replica, version, stage } = options;
  const { stream, flush } = openStream(options.stream);
  const logger = pino(
    {
      level: options.level ?? "info",
      messageKey: "msg",
      base: { app, replica, version, ...(stage === undefined ? {} : { stage }) },
      timestamp: () => `,"at":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      // Errors arrive spelled out; the built-in serializer would take them for errors and cut them.
      serializers: { err: (value: unknown) => value },
    },
    options.format === "text" ? textStream(stream, options.colors ?? false) : stream,
  );
  return redacting(logger, flush);
}

function openStream(given: DestinationStream | undefined) {
  if (given !== undefined) return { stream: given, flush: () => {} };
  const stream = createTurnStream(destination({ fd: 1, sync: true }));
  process.once("exit", stream.flush);
  return { stream, flush: stream.flush };
}

/** Whatever is written passes the redactor: fields, messages, and the fields that a child adds. */
function redacting(logger: Logger, flush: () => void): Log {
  const write = (level: LogLevel) => (fields: Fields, message: string) => {
    if (logger.isLevelEnabled(level)) logger[level](redactRecord(fields), redactText(message));
  };
  const writeNow = (level: LogLevel) => {
    const later = write(level);
    return (fields: Fields, message: string) => {
      later(fields, message);
      flush();
    };
  };
  return {
    fatal: writeNow("fatal"),
    error: writeNow("error"),
    warn: writeNow("warn"),
    info: write("info"),
    debug: write("debug"),
    child: (fields) => redacting(logger.child(redactRecord(fields)), flush),
    isLevelEnabled: (level) => logger.isLevelEnabled(level),
  };
}

/** Text on a terminal in dev, JSON lines everywhere else. */
export function chooseLogFormat(
  asked: LogFormat | undefined,
  stage: Stage,
  isTerminal: boolean,
): LogFormat {
  return asked ?? (stage === "dev" && isTerminal ? "text" : "json");
}

function textStream(target: DestinationStream, colors: boolean): DestinationStream {
  const format = prettyFactory({
    colorize: colors,
    ignore: "version,stage",
    messageKey: "msg",
    timestampKey: "at",
    translateTime: false,
  });
  return { write: (line) => target.write(format(line)) };
}
