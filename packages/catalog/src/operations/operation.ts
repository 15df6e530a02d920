import { z } from "zod";

const objectId = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/, "is no object id");

/**
 * A file of an operation. `expectedOid` is the blob that it was based on, null for one that must not be there. `content` null takes
 * the file away; with the encoding `blob` it is the id of an object that git has already, which is how a renamed file keeps its bytes.
 */
export const operationFile = z.object({
  path: z.string().min(1).max(300),
  expectedOid: objectId.nullable(),
  content: z.string().nullable(),
  encoding: z.enum(["utf8", "base64", "blob"]),
});

export type OperationFile = z.infer<typeof operationFile>;

export const operationFiles = z.array(operationFile).min(1).max(2_000);

/** What somebody else has made of a file meanwhile; the text is null where the file is gone or no text. */
export const conflictFile = z.object({
  path: z.string(),
  expectedOid: z.string().nullable(),
  currentOid: z.string().nullable(),
  currentText: z.string().nullable(),
});

export type ConflictFile = z.infer<typeof conflictFile>;

/** Why an operation ended without being live, for whoever asked for it. */
export const operationRefusal = z.object({
  /** Files that are otherwise than expected. */
  files: z.array(conflictFile),
  /** What would be wrong with the catalog; the first of them. */
  problems: z.array(
    z.object({
      path: z.string(),
      rule: z.string(),
      message: z.string(),
      key: z.string().nullable(),
      line: z.number().nullable(),
      column: z.number().nullable(),
    }),
  ),
  /** What the repository said, where it was the repository. */
  said: z.string().nullable(),
});

export type OperationRefusal = z.infer<typeof operationRefusal>;

export const openStates = ["queued", "committed", "pushed"] as const;
