import { execFile } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { z } from "zod";

const root = fileURLToPath(new URL("../../../..", import.meta.url));

/** Commands that a page tells to type, and that are marked to be tried: a fence of `bash test`. */
export interface PageCommands {
  readonly page: string;
  readonly text: string;
}

/** Their fences build on each other, and on more than these are given: a test of its own runs each page in order. */
const ownTests: readonly string[] = ["guides/vaults.md", "guides/vaults-on-a-chain.md"];

const fence = /^( *)```bash test\n([\s\S]*?)^ *```$/gm;

export function readPageCommands(): PageCommands[] {
  const files = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" });
  return files
    .filter((file) => file.endsWith(".md") && !ownTests.includes(file))
    .sort()
    .flatMap((page) =>
      [...readFileSync(join(root, "docs", page), "utf8").matchAll(fence)].map(
        ([, indent = "", text = ""]) => ({
          page,
          text: text.replaceAll(`\n${indent}`, "\n").trim(),
        }),
      ),
    );
}

const withinMs = 60_000;

/** Runs them as somebody would who types them one after the other, in `folder`. Rejects with what they said when one fails. */
export async function runPageCommands(
  { text }: PageCommands,
  folder: string,
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const programs = join(folder, "bin");
  mkdirSync(programs, { recursive: true });
  writeFileSync(join(programs, "pnpm"), standIn());
  chmodSync(join(programs, "pnpm"), 0o755);
  const path = `${programs}:${process.env["PATH"] ?? ""}`;
  const { stdout } = await promisify(execFile)("bash", ["--norc", "-euo", "pipefail", "-c", text], {
    ...{ cwd: folder, env: { ...env, PATH: path }, timeout: withinMs },
  });
  return stdout;
}

const scriptsSchema = z.object({ scripts: z.record(z.string(), z.string()) });

/** Runs the scripts of this checkout from anywhere: wherever `pnpm` itself comes from, a test may not find it. */
function standIn(): string {
  const { scripts } = scriptsSchema.parse(
    JSON.parse(readFileSync(join(root, "package.json"), "utf8")),
  );
  const cases = Object.entries(scripts).flatMap(([name, script]) => {
    const entry = /^node (\S+)$/.exec(script)?.[1];
    return entry === undefined
      ? []
      : [`  ${name}) exec "${process.execPath}" "${join(root, entry)}" "$@" ;;`];
  });
  return [
    ...["#!/bin/sh", "script=$1", "shift", 'case "$script" in'],
    ...[...cases, "esac", "exit 127", ""],
  ].join("\n");
}
