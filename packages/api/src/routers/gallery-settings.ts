import { getSettings, readStats, updateSettings } from "@homeport/gallery";
import { z } from "zod";
import { inOrganization } from "../procedures.ts";
import { trpc } from "../trpc.ts";
import { textField, titleField, versionField } from "./gallery-input.ts";

/** A name of IANA's, which the database knows, too: of an offset it would take the sign the other way round. */
const timeZone = z
  .string()
  .max(64)
  .regex(/^[A-Z][A-Za-z0-9_-]*(\/[A-Z][A-Za-z0-9_+-]*)*$/)
  .refine(isTimeZone, "This is no time zone.");

const intervalHours = z
  .number()
  .refine((hours) => [6, 12, 24, 168].includes(hours), "It is 6, 12, 24 or 168 hours.");

/** Over https alone: a page loads it in its visitors' browsers. */
const styleUrl = z.url({ protocol: /^https$/, error: "This is no https address." }).max(2_000);

/** Other names of a zone are known beside those that are listed. */
function isTimeZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone }).format(0) !== "";
  } catch {
    return false;
  }
}

export const gallerySettingsRouter = trpc.router({
  get: inOrganization("gallery.read").query(({ ctx }) => getSettings(ctx.gallery)),

  update: inOrganization("gallery.admin")
    .input(
      z.strictObject({
        version: versionField,
        isOpen: z.boolean().optional(),
        title: titleField.optional(),
        description: textField.optional(),
        author: titleField.optional(),
        license: titleField.optional(),
        layout: z.enum(["masonry", "single"]).optional(),
        timeZone: timeZone.optional(),
        mapEnabled: z.boolean().optional(),
        mapStyleUrl: styleUrl.nullable().optional(),
        feedEnabled: z.boolean().optional(),
        dailyIntervalHours: intervalHours.optional(),
        dailyCount: z.number().int().min(1).max(1_000).optional(),
        quotaBytes: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).nullable().optional(),
        avifEnabled: z.boolean().optional(),
      }),
    )
    .mutation(({ ctx, input }) => updateSettings(ctx.gallery, input)),
});

export const galleryStatsRouter = trpc.router({
  /** Of photos taken in this range; of all without one. */
  get: inOrganization("gallery.read")
    .input(z.strictObject({ from: z.date().optional(), until: z.date().optional() }))
    .query(({ ctx, input }) => readStats(ctx.gallery, input)),
});
