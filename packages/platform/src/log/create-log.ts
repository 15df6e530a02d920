import { type DestinationStream, destination, type Logger, pino } from "pino";
import { prettyFactory } from "pino-pretty";
import type { Stage } from "../env/stage.ts";
import { redactRecord, redactText } from "./redact.ts";

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
  /** Where lines go; standard output unless told. Written at once, so that a crash loses none. */
  stream?: DestinationStream;
}

/** One JSON object a line with `at, level, msg, app, replica, version, stage`, or text for people. */
export function createLog(options: LogOptions): Log {
  const { app, replica, version, stage } = options;
  const stream = options.stream ?? destination({ fd: 1, sync: true });
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
  return redacting(logger);
}

/** Whatever is written passes the redactor: fields, messages, and the fields that a child adds. */
function redacting(logger: Logger): Log {
  const write = (level: LogLevel) => (fields: Fields, message: string) => {
    if (logger.isLevelEnabled(level)) logger[level](redactRecord(fields), redactText(message));
  };
  return {
    fatal: write("fatal"),
    error: write("error"),
    warn: write("warn"),
    info: write("info"),
    debug: write("debug"),
    child: (fields) => redacting(logger.child(redactRecord(fields))),
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
