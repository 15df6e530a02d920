import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { AgentError } from "../errors.ts";
import type { Systemd } from "./systemd.ts";
import { unitName } from "./unit.ts";

export interface ServicePlace {
  readonly unitFile: string;
  readonly systemd: Systemd;
}

/** Writes the unit, and has it run now and at every start. Throws `SERVICE_FAILED`. */
export async function installService(place: ServicePlace, text: string): Promise<void> {
  await mkdir(dirname(place.unitFile), { recursive: true });
  await writeFile(place.unitFile, text, { mode: 0o644 });
  await control(place, "daemon-reload");
  await control(place, "enable", unitName);
  // A unit that ran already is to run what is written now.
  await control(place, "restart", unitName);
}

/** Stops the service and takes its unit away; one that is not there is gone already. */
export async function uninstallService(place: ServicePlace): Promise<void> {
  await place.systemd.control("disable", "--now", unitName);
  await rm(place.unitFile, { force: true });
  await control(place, "daemon-reload");
}

/** `active`, `inactive` or `failed`, and whether it starts with the machine. */
export async function readService({
  systemd,
}: ServicePlace): Promise<{ active: string; enabled: string }> {
  const active = await systemd.control("is-active", unitName);
  const enabled = await systemd.control("is-enabled", unitName);
  return { active: active.text, enabled: enabled.text };
}

async function control({ systemd }: ServicePlace, ...args: string[]): Promise<void> {
  const said = await systemd.control(...args);
  if (said.code === 0) return;
  throw new AgentError("SERVICE_FAILED", { detail: `systemctl ${args.join(" ")}: ${said.text}` });
}
