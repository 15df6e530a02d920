import { ConfigError } from "@homeport/platform";
import { RemedyError } from "../remedy-error.ts";

/** Prints what ended a command, with its remedy, and answers the exit code. Only a bug has a stack. */
export function reportError(error: unknown, write: (text: string) => void): number {
  if (error instanceof ConfigError) {
    write(`\n${error.lines.join("\n")}\n`);
    return 78;
  }
  if (error instanceof RemedyError) {
    write(`\n${error.message}\n\n${error.remedy}\n`);
    return 1;
  }
  write(`\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return 1;
}
