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

const sentences: Readonly<Record<StorageTrouble, string>> = {
  unreachable: "Nobody answers at the storage's address. Check the endpoint, DNS and firewalls.",
  region: "The bucket is in another region, or at another address. Set region in HOMEPORT_STORAGE.",
  key: "The storage does not know the key, or not its secret. Check the AWS_* variables.",
  clock: "The storage refuses this machine's clock: it is minutes wrong. Set it by NTP.",
  bucket: "There is no such bucket or folder. Make it, or correct HOMEPORT_STORAGE.",
  denied:
    "The key, or the user of this process, may not do this here. Grant it reading, writing, listing and deleting.",
  full: "The storage is full, or its quota is.",
  busy: "The storage answers that it is busy or broken. Try again, then look at its own log.",
  differs: "What came back is not what was written. Do not trust this storage with photos.",
  other: "The storage failed for a reason that is not known here. The log of this replica has it.",
};

/** What is wrong, and what may help. */
export function explainTrouble(trouble: StorageTrouble): string {
  return sentences[trouble];
}

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
