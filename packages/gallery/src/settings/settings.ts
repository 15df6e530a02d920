import { authorize } from "../authorize.ts";
import type { GalleryContext } from "../context.ts";
import { GalleryError } from "../errors.ts";
import { findSettings, writeSettings } from "./store.ts";

export interface SettingsView {
  isOpen: boolean;
  title: string;
  description: string;
  author: string;
  timeZone: string;
  quotaBytes: number | null;
  /** 0 while nobody has changed anything. */
  version: number;
}

export async function getSettings(ctx: GalleryContext): Promise<SettingsView> {
  return await readSettings(ctx, authorize(ctx, "gallery.read"));
}

async function readSettings(ctx: GalleryContext, organizationId: string): Promise<SettingsView> {
  const row = await findSettings(ctx.db.orm, organizationId);
  if (row === null) {
    const said = { title: "", description: "", author: "", timeZone: "UTC" };
    return { isOpen: false, ...said, quotaBytes: null, version: 0 };
  }
  const { isOpen, title, description, author, timeZone, quotaBytes, version } = row;
  return { isOpen, title, description, author, timeZone, quotaBytes, version };
}

export interface SettingsInput {
  version: number;
  isOpen?: boolean | undefined;
  title?: string | undefined;
  description?: string | undefined;
  author?: string | undefined;
}

/** What is left out stays. Throws VERSION_CONFLICT when somebody changed them meanwhile. */
export async function updateSettings(
  ctx: GalleryContext,
  input: SettingsInput,
): Promise<SettingsView> {
  const organizationId = authorize(ctx, "gallery.admin");
  const { version, ...given } = input;
  const change = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  );
  const target = { kind: "gallery", id: organizationId };
  const act = { action: "gallery.settings", target, organizationId, detail: change };
  await ctx.db.write(ctx, act, async (tx) => {
    const written = await writeSettings(tx, organizationId, version, change);
    if (!written) throw new GalleryError("VERSION_CONFLICT");
  });
  return await readSettings(ctx, organizationId);
}
