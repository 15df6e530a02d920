import { z } from "zod";

/** Where blobs live. Only the first two may be shared by replicas. */
export type StorageKind = "s3" | "shared-folder" | "local-folder";

export interface StorageAddress {
  kind: StorageKind;
  url: string;
}

/** A bucket, and what its keys begin with. Who may enter it is in the environment's `AWS_*` variables, never here. */
export interface S3Address {
  readonly bucket: string;
  /** Empty, or with a slash at its end. */
  readonly prefix: string;
  /** Undefined: the provider's own, by region. */
  readonly endpoint: string | undefined;
  readonly region: string;
  /** The bucket stands in the path, not in the host name. */
  readonly pathStyle: boolean;
}

/** `file:///folder`, `file:///folder?shared=1` or `s3://bucket/prefix?endpoint=&region=&pathStyle=1`. */
export const storageSchema = z.string().transform((text, context): StorageAddress => {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol === "s3:") {
    const problem = problemOf(url);
    if (problem === null) return { kind: "s3", url: text };
    context.addIssue({ code: "custom", message: problem });
    return z.NEVER;
  }
  if (url?.protocol === "file:") {
    const shared = url.searchParams.get("shared") === "1";
    return { kind: shared ? "shared-folder" : "local-folder", url: text };
  }
  context.addIssue({ code: "custom", message: "starts with neither file:/// nor s3://" });
  return z.NEVER;
});

const bucketPattern = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const prefixPattern = /^(\/[A-Za-z0-9._-]+)*\/?$/;
const known: ReadonlySet<string> = new Set(["endpoint", "region", "pathStyle"]);

function problemOf(url: URL): string | null {
  const { searchParams: query } = url;
  if (url.username !== "" || url.password !== "")
    return "holds a key; keys belong in AWS_* variables";
  if (!bucketPattern.test(url.host)) return "names no bucket";
  if (!prefixPattern.test(url.pathname) || url.pathname.includes("..")) {
    return "has a prefix of other characters than letters, digits, dots, dashes and slashes";
  }
  const stranger = [...query.keys()].find((name) => !known.has(name));
  if (stranger !== undefined) return "has parameters other than endpoint, region and pathStyle";
  if (!["0", "1"].includes(query.get("pathStyle") ?? "0"))
    return "has a pathStyle that is not 0 or 1";
  return isEndpoint(query.get("endpoint")) ? null : "has an endpoint that is no http address";
}

function isEndpoint(text: string | null): boolean {
  if (text === null || text === "") return true;
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && /^https?:$/.test(url.protocol) && url.username === "";
}

/** Reads what `storageSchema` has let through. */
export function readS3Address(text: string): S3Address {
  const url = new URL(text);
  const path = url.pathname.replace(/^\/|\/$/g, "");
  return {
    bucket: url.host,
    prefix: path === "" ? "" : `${path}/`,
    endpoint: url.searchParams.get("endpoint") || undefined,
    region: url.searchParams.get("region") || "us-east-1",
    pathStyle: url.searchParams.get("pathStyle") === "1",
  };
}
