import { z } from "zod";
import { line, moment, semver, unique, version } from "./fields.ts";

const maxNotesBytes = 16 * 1024;

export const changeKinds = [
  "added",
  "changed",
  "deprecated",
  "removed",
  "fixed",
  "security",
] as const;

/** Of a registry, or the short name that one is known by; the tag is part of it, the digest is not. */
const referenceForm =
  /^(?:[a-z0-9.-]+(?::\d{1,5})?\/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*(?::[A-Za-z0-9_][\w.-]{0,127})?$/;

const imageSchema = z.strictObject({
  service: line(63).describe("the service of compose.yml that it is for"),
  reference: z
    .string()
    .max(255)
    .regex(referenceForm, "is an image and its tag, such as example/notes:1.4.0")
    .describe("the image and its tag"),
  digest: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/, "is sha256: and 64 hexadecimal digits")
    .optional()
    .describe("what that tag held when the release was looked at"),
});

const changeSchema = z.strictObject({
  kind: z.enum(changeKinds).describe("which sort of change"),
  text: line(300).describe("one sentence"),
});

/** `releases/<version>.toml`. */
export const releaseSchema = z.strictObject({
  version: version.describe("the name of the file without .toml"),
  date: moment.describe("when it came out, or was taken in; the newest has the greatest"),
  prerelease: z.boolean().optional().describe("offered only where nothing else is there"),
  security: z.boolean().optional().describe("closes a hole"),
  notes: z
    .string()
    .refine((text) => Buffer.byteLength(text) <= maxNotesBytes, "is longer than 16 KiB")
    .optional()
    .describe("Markdown, 16 KiB at most"),
  changes: z.array(changeSchema).max(50).optional().describe("what is new, at most 50"),
  images: z
    .array(imageSchema)
    .min(1)
    .max(20)
    .refine((images) => unique(images.map(({ service }) => service)), "names a service twice")
    .describe("one for each service of compose.yml"),
  minimumHomeport: semver.optional().describe("the oldest version that can install it"),
});

export type Release = z.infer<typeof releaseSchema>;
