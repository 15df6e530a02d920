import { z } from "zod";
import { operationFile } from "../operations/operation.ts";
import { reasonInput } from "../operations/reason.ts";

/** A folder has at most that many files that a console shows and sends. */
const mostFiles = 260;

const slug = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])$/,
    "is 2 to 48 of a-z, 0-9 and -, with no hyphen at an end",
  );

const files = z
  .array(operationFile.extend({ encoding: z.enum(["utf8", "base64"]).default("utf8") }))
  .max(mostFiles);

const scalar = z.union([z.string().max(4_000), z.number(), z.boolean()]);

/** Single keys of app.toml; null takes one away. */
const changes = z
  .array(
    z.strictObject({
      path: z
        .array(z.union([z.string().max(100), z.int().min(0).max(1_000)]))
        .min(1)
        .max(6),
      value: z.union([scalar, z.array(scalar).max(100)]).nullable(),
    }),
  )
  .max(200)
  .default([]);

export const entrySlugInput = z.strictObject({ slug });

/** What stands in the editor: files that differ from what is served, and keys of app.toml that the form has changed. */
export const checkEntryInput = z.strictObject({ slug, files, changes });
export type CheckEntryInput = z.infer<typeof checkEntryInput>;

const asked = {
  /** By the browser's chance: the same one is the same change, however often it is sent. */
  requestId: z.uuid(),
  reason: reasonInput.optional(),
};

export const saveEntryInput = checkEntryInput.extend({
  ...asked,
  /** A new entry; else one that is served is changed. */
  isNew: z.boolean(),
});
export type SaveEntryInput = z.infer<typeof saveEntryInput>;

export const removeEntryInput = z.strictObject({
  ...{ ...asked, slug },
  /** What app.toml was when it was decided. */
  expectedOid: operationFile.shape.path.regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/),
  replacedBy: slug.optional(),
});
export type RemoveEntryInput = z.infer<typeof removeEntryInput>;

export const renameEntryInput = removeEntryInput.omit({ replacedBy: true }).extend({ to: slug });
export type RenameEntryInput = z.infer<typeof renameEntryInput>;
