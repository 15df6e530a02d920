/** Why a storage did not do what it was asked, as far as its answer tells. */
export const storageTroubles = [
  "unreachable",
  "region",
  "key",
  "clock",
  "bucket",
  "denied",
  "full",
  "busy",
  "differs",
  "other",
] as const;
export type StorageTrouble = (typeof storageTroubles)[number];

/** The bytes or the size that came back are others than those that were written. */
export class ReadBackDiffers extends Error {}

const byName: Readonly<Record<string, StorageTrouble>> = {
  NoSuchBucket: "bucket",
  ENOENT: "bucket",
  ENOTDIR: "bucket",
  AccessDenied: "denied",
  AllAccessDisabled: "denied",
  EACCES: "denied",
  EPERM: "denied",
  EROFS: "denied",
  InvalidAccessKeyId: "key",
  SignatureDoesNotMatch: "key",
  InvalidToken: "key",
  ExpiredToken: "key",
  CredentialsProviderError: "key",
  RequestTimeTooSkewed: "clock",
  RequestExpired: "clock",
  PermanentRedirect: "region",
  TemporaryRedirect: "region",
  AuthorizationHeaderMalformed: "region",
  ECONNREFUSED: "unreachable",
  ECONNRESET: "unreachable",
  ENOTFOUND: "unreachable",
  EAI_AGAIN: "unreachable",
  EHOSTUNREACH: "unreachable",
  ENETUNREACH: "unreachable",
  ETIMEDOUT: "unreachable",
  EPIPE: "unreachable",
  TimeoutError: "unreachable",
  AbortError: "unreachable",
  ENOSPC: "full",
  EDQUOT: "full",
  SlowDown: "busy",
  ServiceUnavailable: "busy",
  InternalError: "busy",
};

/** Reads an error, and those that caused it. */
export function troubleOf(error: unknown): StorageTrouble {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; depth += 1) {
    if (at instanceof ReadBackDiffers) return "differs";
    const known = byName[String(Reflect.get(at, "code"))] ?? byName[at.name] ?? byStatus(at);
    if (known !== undefined) return known;
    at = at.cause;
  }
  return "other";
}

/** An answer without a body names no reason: then its status is all there is. */
function byStatus(error: Error): StorageTrouble | undefined {
  const status: unknown = Reflect.get(Object(Reflect.get(error, "$metadata")), "httpStatusCode");
  if (typeof status !== "number") return undefined;
  if (status === 301 || status === 307) return "region";
  if (status === 403) return "denied";
  return status >= 500 ? "busy" : undefined;
}
