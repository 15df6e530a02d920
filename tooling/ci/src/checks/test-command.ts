import type { SourceFile } from "../checkout.ts";

export const testCommand = "npx --yes pnpm@12.21.0 test";

/** What CI runs and what README tells people to run must be one and the same command. */
export function findOtherTestCommand(files: SourceFile[]): string[] {
  return files
    .filter(({ text }) => !text.includes(testCommand))
    .map(({ path }) => `${path}: does not name \`${testCommand}\``);
}
