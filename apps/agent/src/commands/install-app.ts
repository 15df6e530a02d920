import { readFile } from "node:fs/promises";
import { readManifestText } from "@homeport/catalog-format";
import { type AppManifest, readAppManifest } from "@homeport/tunnel";
import { z } from "zod";
import { AgentError } from "../errors.ts";
import type { DeclaredApp } from "../state/files.ts";
import type { CommandContext } from "./context.ts";
import { findHost } from "./find-host.ts";
import { followOperation } from "./follow-operation.ts";
import type { Shutdown } from "./shutdown.ts";
import { type ConsoleOptions, signedIn } from "./signed-in.ts";

export interface InstallOptions extends ConsoleOptions {
  /** A manifest, as JSON or YAML. */
  readonly file: string;
  /** Its name or id. */
  readonly host: string;
  readonly level: DeclaredApp["level"];
  readonly start: boolean;
  readonly wait: boolean;
}

/**
 * `homeport apps install`: has a host install an app, and prints what that prints until it is done. A host that is away
 * installs it when it returns.
 */
export async function installApp(
  ctx: CommandContext,
  options: InstallOptions,
  shutdown: Shutdown,
): Promise<void> {
  const manifest = await readManifestFile(options.file);
  const who = await signedIn(ctx, options);
  const { hostId, name: host, online } = await findHost(who, options.host);
  const { level, start } = options;
  const made = await who.ask((console) =>
    console.apps.install.mutate({ hostId, manifest: z.json().parse(manifest), level, start }),
  );
  const { appId, operationId, name, url } = made;
  const result = { app: name, appId, operationId, url, host };
  if (!online) {
    const text = `${url}\n${host} is offline: it installs ${name} when it returns.`;
    return ctx.output.result({ ...result, state: "queued" }, text);
  }
  if (!options.wait) {
    return ctx.output.result({ ...result, state: "queued" }, `${url}\nAsked for: install ${name}.`);
  }
  ctx.output.line(`${host} installs ${name}; Ctrl-C leaves it at that`);
  const followed = { who, app: { appId, name }, operationId, printsLog: true };
  const operation = await followOperation(ctx, followed, shutdown);
  if (operation === null) {
    const text = `It goes on without this command. See how it is with: homeport apps info ${name}`;
    return ctx.output.result({ ...result, state: "running" }, text);
  }
  const outcome = start ? "is installed and runs" : "is installed";
  ctx.output.result({ ...result, state: "done" }, `${url}\n${name} ${outcome}.`);
}

/** A larger file is no manifest. */
const maxFileChars = 131_072;

/** Throws `MANIFEST_UNUSABLE`, which lists all that is wrong with it. */
async function readManifestFile(file: string): Promise<AppManifest> {
  const { manifest, problems } = readText(await readOrRefuse(file));
  if (manifest === null) {
    throw new AgentError("MANIFEST_UNUSABLE", { detail: `${file}\n${problems.join("\n")}` });
  }
  return manifest;
}

async function readOrRefuse(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : file;
    throw new AgentError("MANIFEST_UNUSABLE", { detail, cause });
  }
}

function readText(text: string): { manifest: AppManifest | null; problems: readonly string[] } {
  if (text.length > maxFileChars) {
    return { manifest: null, problems: [`it is longer than ${maxFileChars} characters`] };
  }
  const { value, problems, locate } = readManifestText(text);
  if (problems.length > 0) return { manifest: null, problems };
  const read = readAppManifest(value);
  return read.manifest === null
    ? { ...read, problems: read.problems.map(locate) }
    : { ...read, problems: [] };
}
