import { z } from "zod";

/** Where blobs live. Only the first two may be shared by replicas. */
export type StorageKind = "s3" | "shared-folder" | "local-folder";

export interface StorageAddress {
  kind: StorageKind;
  url: string;
}

/** `file:///folder`, `file:///folder?shared=1` or `s3://bucket`. */
export const storageSchema = z.string().transform((text, context): StorageAddress => {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol === "s3:") return { kind: "s3", url: text };
  if (url?.protocol === "file:") {
    const shared = url.searchParams.get("shared") === "1";
    return { kind: shared ? "shared-folder" : "local-folder", url: text };
  }
  context.addIssue({ code: "custom", message: "starts with neither file:/// nor s3://" });
  return z.NEVER;
});
