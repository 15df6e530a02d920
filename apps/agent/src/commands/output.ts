import { ConfigError, HomeportError } from "@homeport/platform";
import { AgentError, type ExitCode } from "../errors.ts";

/** How a command speaks: results on stdout, errors on stderr as sentence, cause and remedy. */
export interface Output {
  line(text: string): void;
  /** Prints text as it comes, which ends no line; nothing with `--json`. */
  text(text: string): void;
  /** Prints `value` as JSON when `--json` was given, else the text. */
  result(value: unknown, text: string): void;
  /** Prints one of many lines: as it is kept with `--json`, else for people. */
  record(json: string, text: string): void;
  /** Prints how far something is: as it is kept with `--json`, else for people, without ending the line. */
  progress(json: string, text: string): void;
  /** Prints an error in the asked form and answers the exit code for it. */
  failure(error: unknown): ExitCode;
}

/** `debug` adds the stack of an error; without it no stack is ever shown. */
export function createOutput(options: { json: boolean; debug: boolean }): Output {
  return {
    line: (text) => {
      if (!options.json) process.stdout.write(`${text}\n`);
    },
    text: (text) => {
      if (!options.json) process.stdout.write(text);
    },
    result: (value, text) => {
      process.stdout.write(options.json ? `${JSON.stringify(value)}\n` : `${text}\n`);
    },
    record: (json, text) => {
      process.stdout.write(options.json ? `${json}\n` : `${text}\n`);
    },
    progress: (json, text) => {
      process.stdout.write(options.json ? `${json}\n` : text);
    },
    failure: (error) => {
      const told = describeFailure(error);
      const { code, message, remedy } = told;
      const text = options.json
        ? JSON.stringify({ error: { code, message, remedy } })
        : [message, remedy].filter((part) => part !== "").join("\n");
      process.stderr.write(`${text}\n`);
      if (options.debug && error instanceof Error) process.stderr.write(`${error.stack ?? ""}\n`);
      return told.exitCode;
    },
  };
}

interface Failure {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
  readonly exitCode: ExitCode;
}

function describeFailure(error: unknown): Failure {
  if (error instanceof AgentError) {
    const cause = error.detail ?? causeText(error.cause);
    const message = cause === null ? error.publicMessage : `${error.publicMessage} (${cause})`;
    return { code: error.code, message, remedy: error.remedy, exitCode: error.exitCode };
  }
  if (error instanceof ConfigError) {
    return { code: error.code, message: error.lines.join("\n"), remedy: "", exitCode: 2 };
  }
  if (error instanceof HomeportError) {
    return { code: error.code, message: error.publicMessage, remedy: "", exitCode: 1 };
  }
  const message = error instanceof Error ? error.message : "Something went wrong.";
  return {
    code: "INTERNAL",
    message,
    remedy: "Run it again with --debug to see where.",
    exitCode: 1,
  };
}

function causeText(cause: unknown): string | null {
  return cause instanceof Error ? cause.message : null;
}
