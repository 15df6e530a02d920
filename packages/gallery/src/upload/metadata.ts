import { z } from "zod";
import { GalleryError } from "../errors.ts";
import { imageFormats } from "./sniff.ts";

const maxTags = 50;
const digest = z.string().regex(/^[0-9a-f]{64}$/i);
const id = z.string().min(1).max(64);

/** What a sender says of a file. */
const sentFields = z.object({
  organizationId: id,
  filename: z.string().min(1).max(1_000),
  lastModifiedMs: z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .optional(),
  albumId: id.optional(),
  tags: z
    .string()
    .max(4_000)
    .transform((list) =>
      list
        .split(",")
        .map((tag) => tag.trim())
        .filter(Boolean),
    )
    .refine((list) => list.length <= maxTags && list.every((tag) => tag.length <= 64))
    .optional(),
  role: z.enum(["image", "rendition"]).optional(),
  /** The photo that a rendition stands for. */
  forId: id.optional(),
  /** Where it lay, from where its sender began: what lies together belongs together. */
  folder: z.string().max(1_000).optional(),
  sha256: digest.optional(),
});

const sentMetadata = sentFields.refine(
  ({ role, forId }) => (role === "rendition") === (forId !== undefined),
  { path: ["forId"] },
);

export type SentMetadata = z.infer<typeof sentMetadata>;

/** What the row keeps of it, and what the server found out since. */
export const keptMetadata = z.object({
  filename: z.string(),
  lastModifiedMs: z.number().optional(),
  albumId: z.string().optional(),
  tags: z.array(z.string()).optional(),
  folder: z.string().optional(),
  sha256: z.string().optional(),
  format: z.enum(imageFormats).optional(),
  refusal: z.string().optional(),
});

export type KeptMetadata = z.infer<typeof keptMetadata>;

/** Parses the metadata of a creation. Throws UPLOAD_INVALID. */
export function readSentMetadata(sent: Readonly<Record<string, string | null>>): SentMetadata {
  const present = Object.fromEntries(
    Object.entries(sent).filter(([, value]) => value !== null && value !== ""),
  );
  const parsed = sentMetadata.safeParse(present);
  if (!parsed.success) {
    const fields = parsed.error.issues.map((issue) => issue.path.join(".")).join(", ");
    throw new GalleryError("UPLOAD_INVALID", { detail: fields, cause: parsed.error });
  }
  return parsed.data;
}

/** The last part of a path in whichever way a system writes it, without control characters. */
export function cleanFileName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? "";
  return (
    last
      .replace(/\p{Cc}/gu, "")
      .trim()
      .slice(0, 255) || "photo"
  );
}
