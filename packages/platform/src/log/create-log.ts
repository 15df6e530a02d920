import { type DestinationStream, destination, pino } from "pino";
import pretty from "pino-pretty";
import type { Stage } from "../env/stage.ts";
import { redact, redactRecord, redactText } from "./redact.ts";

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
  stage: Stage;
  level?: LogLevel;
  format?: LogFormat;
  /** Where lines go; standard output unless told. Written at once, so that a crash loses none. */
  stream?: DestinationStream;
}

/** One JSON object a line with `at, level, msg, app, replica, version, stage`, or text for people. */
export function createLog(options: LogOptions): Log {
  const { app, replica, version, stage } = options;
  const stream = options.stream ?? destination({ fd: 1, sync: true });
  return pino(
    {
      level: options.level ?? "info",
      messageKey: "msg",
      base: { app, replica, version, stage },
      timestamp: () => `,"at":"${new Date().toISOString()}"`,
      formatters: {
        level: (label) => ({ level: label }),
        bindings: redactRecord,
        log: redactRecord,
      },
      // What reaches the built-in serializer has been spelled out by the redactor already.
      serializers: { err: (value: unknown) => redact(value) },
      hooks: {
        logMethod(args, method) {
          const [fields, message, ...rest] = args;
          method.call(this, fields, redactText(String(message ?? "")), ...rest);
        },
      },
    },
    options.format === "text" ? textStream(stream) : stream,
  );
}

/** Text on a terminal in dev, JSON lines everywhere else. */
export function chooseLogFormat(
  asked: LogFormat | undefined,
  stage: Stage,
  isTerminal: boolean,
): LogFormat {
  return asked ?? (stage === "dev" && isTerminal ? "text" : "json");
}

function textStream(target: DestinationStream): DestinationStream {
  return pretty({
    colorize: process.stdout.isTTY === true,
    destination: {
      write: (text: string) => target.write(text),
    } as never,
    ignore: "version,stage",
    messageKey: "msg",
    sync: true,
    timestampKey: "at",
    translateTime: false,
  });
}
