import { remember } from "../remember.ts";

const maxChars = 1024;
const maxDepth = 6;
const maxEntries = 100;
const hidden = "[redacted]";

/** Keys whose value never reaches a log, compared in lower case without `-` and `_`. */
const secretKeys =
  /^(?:.*token|.*secret|.*password|passwd|.*cookies?|authorization|proxyauthorization|.*apikey|.*privatekey|.*signature|credentials?|nonce|xhomeportkey|xhomeportgatesecret)$/;

/** Under a secret key these say where the secret comes from, as the coordination line does. */
const originWords: ReadonlySet<unknown> = new Set(["configured", "generated"]);

/** Values that look like secrets wherever they stand. */
const secretPatterns: readonly [RegExp, string][] = [
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@:]*:[^\s/@]*@/gi, `$1${hidden}@`],
  [/\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi, `$1 ${hidden}`],
  [/\b((?:__Host-|__Secure-)?homeport[A-Za-z0-9_.-]*)=[^;\s,&]+/g, `$1=${hidden}`],
  [/\bhpk_[A-Za-z0-9]+_[A-Za-z0-9_-]+/g, hidden],
  [/\bv1\.[A-Za-z0-9_-]{43}\.[A-Za-z0-9_-]{22}\b/g, hidden],
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/g, hidden],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, hidden],
  [/([?&](?:token|secret|password|code|key|t|s)=)[^&\s#]+/gi, `$1${hidden}`],
];

/** No secret pattern and no control character can match in these: most values of an access line end here. */
const plain = /^[A-Za-z0-9/-]{0,256}$/;

/** C0, DEL, C1, line separators and bidirectional overrides: what could forge or hide a log line. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
const controls = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** A string fit for a log: secrets out, control characters escaped, at most 1,024 characters. */
export function redactText(text: string): string {
  if (plain.test(text)) return text;
  // Cut first and generously, so that no pattern runs over megabytes; a secret split by the later
  // cut has been replaced by then.
  const bounded = text.length > maxChars * 4 ? text.slice(0, maxChars * 4) : text;
  const clean = secretPatterns.reduce(
    (current, [pattern, replacement]) => current.replace(pattern, replacement),
    bounded,
  );
  const escaped = clean.replace(
    controls,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return escaped.length > maxChars ? `${escaped.slice(0, maxChars - 1)}…` : escaped;
}

/** A value fit for a log: as `redactText`, by key as well, with errors spelled out and bounds on size. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return redactText(value);
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "function" || typeof value === "symbol") return undefined;
  if (value === null || typeof value !== "object") return value;
  if (depth >= maxDepth) return "[deep]";
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Error) return redactError(value, depth);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) {
    return value.slice(0, maxEntries).map((entry) => redact(entry, depth + 1));
  }
  return redactRecord(value, depth);
}

/** A record with secret keys replaced. */
export function redactRecord(value: object, depth = 0): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [key, entry] of Object.entries(value).slice(0, maxEntries)) {
    const hide = isSecretKey(key) && entry != null && !originWords.has(entry);
    result[key] = hide ? hidden : redact(entry, depth + 1);
  }
  return result;
}

/** The keys of log lines are few and come again with each line. */
const isSecretKey = remember((key) => secretKeys.test(key.toLowerCase().replace(/[-_]/g, "")));

/** The stack is a list of lines, because a line break inside a string would be escaped. */
function redactError(error: Error, depth: number): Record<string, unknown> {
  const frames = (error.stack ?? "").split("\n").filter((line) => line.startsWith("    at "));
  const code: unknown = Reflect.get(error, "code");
  return {
    type: error.name,
    ...(typeof code === "string" ? { code: redactText(code) } : {}),
    message: redactText(error.message),
    stack: frames.slice(0, 12).map((line) => redactText(line.trim())),
    ...(error.cause === undefined ? {} : { cause: redact(error.cause, depth + 1) }),
  };
}
