import { authorize } from "../authorize.ts";
import type { GalleryContext } from "../context.ts";
import { GalleryError } from "../errors.ts";
import { tellOf } from "../news/tell.ts";
import { findSettings, type SettingsRow, writeSettings } from "./store.ts";

/** All that is set for a gallery. Its version is 0 while nobody has changed anything. */
export type SettingsView = Omit<SettingsRow, "organizationId">;

const untouched: SettingsView = {
  isOpen: false,
  ...{ title: "", description: "", author: "", license: "" },
  layout: "masonry",
  timeZone: "UTC",
  ...{ mapEnabled: true, mapStyleUrl: null, feedEnabled: true },
  ...{ dailyIntervalHours: 24, dailyCount: 30 },
  quotaBytes: null,
  avifEnabled: true,
  version: 0,
};

export async function getSettings(ctx: GalleryContext): Promise<SettingsView> {
  return await readSettings(ctx, authorize(ctx, "gallery.read"));
}

async function readSettings(ctx: GalleryContext, organizationId: string): Promise<SettingsView> {
  const row = await findSettings(ctx.db.orm, organizationId);
  if (row === null) return untouched;
  const { organizationId: _organization, ...view } = row;
  return view;
}

export type SettingsInput = {
  [Field in keyof Omit<SettingsView, "version">]?: SettingsView[Field] | undefined;
} & { version: number };

/** What is left out stays. Throws VERSION_CONFLICT, with the version that is stored, when they changed meanwhile. */
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
  await ctx.db.write(ctx, act, async (tx, scope) => {
    scope.commit(() => tellOf(ctx, organizationId, "gallery.settings"));
    if (await writeSettings(tx, organizationId, version, change)) return;
    const stored = (await findSettings(tx, organizationId))?.version ?? 0;
    throw new GalleryError("VERSION_CONFLICT", { facts: { version: stored } });
  });
  return await readSettings(ctx, organizationId);
}
