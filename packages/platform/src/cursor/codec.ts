import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { sha256 } from "../digest.ts";
import { PlatformError } from "../errors/platform-errors.ts";
import type { Keys } from "../secret/keys.ts";

/** A place in one list: which list, of whose rows and filters, and after which row. */
export interface Cursor {
  kind: string;
  /** `cursorScope` of the owner and the filters. */
  scope: string;
  position: readonly (string | number | null)[];
}

/** Turns places into text that any replica with the same secret accepts, and nobody can forge. */
export interface CursorCodec {
  encode(cursor: Cursor): string;
  /** The position; throws CURSOR_INVALID for another list, scope, secret, version or byte. */
  decode(text: string, expected: { kind: string; scope: string }): Cursor["position"];
}

const maxCursorChars = 1024;
const macBytes = 16;
const payloadSchema = z.object({
  k: z.string(),
  s: z.string(),
  p: z.array(z.union([z.string(), z.number(), z.null()])),
});

export function createCursorCodec(keys: Keys): CursorCodec {
  return {
    encode(cursor) {
      const text = sign(keys, {
        k: cursor.kind,
        s: cursor.scope,
        p: [...cursor.position],
      });
      if (text.length > maxCursorChars) throw new Error("A cursor position is too long to encode");
      return text;
    },
    decode(text, expected) {
      const payload = open(keys, text);
      if (payload?.k !== expected.kind || payload.s !== expected.scope) {
        throw new PlatformError("CURSOR_INVALID");
      }
      return payload.p;
    },
  };
}

/** A short digest of whatever a list is narrowed by; the order of the parts matters. */
export function cursorScope(...parts: readonly unknown[]): string {
  return sha256(JSON.stringify(parts)).toString("base64url").slice(0, 16);
}

function sign(keys: Keys, payload: z.infer<typeof payloadSchema>): string {
  const head = `c1.${keys.kid}.${Buffer.from(JSON.stringify(payload)).toString("base64url")}`;
  return `${head}.${mac(keys, head)}`;
}

function open(keys: Keys, text: string): z.infer<typeof payloadSchema> | null {
  if (text.length > maxCursorChars) return null;
  const [version, kid, body, given, rest] = text.split(".");
  if (version !== "c1" || body === undefined || given === undefined || rest !== undefined) {
    return null;
  }
  const signer = kid === keys.kid ? keys : kid === keys.previous?.kid ? keys.previous : undefined;
  if (!signer || !sameMac(given, mac(signer, `c1.${kid}.${body}`))) return null;
  return parsePayload(body);
}

function parsePayload(body: string): z.infer<typeof payloadSchema> | null {
  try {
    const text = Buffer.from(body, "base64url").toString("utf8");
    return payloadSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

function mac(keys: Keys, head: string): string {
  const full = createHmac("sha256", keys.key("cursor")).update(head).digest();
  return full.subarray(0, macBytes).toString("base64url");
}

/** Compares the text, not the decoded bytes: base64url has several spellings of one value. */
function sameMac(given: string, expected: string): boolean {
  const left = Buffer.from(given);
  const right = Buffer.from(expected);
  return left.length === right.length && timingSafeEqual(left, right);
}
