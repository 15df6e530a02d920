import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { z } from "zod";

/** 32 MiB and some 85 ms of CPU a try, as other passwords here cost. */
const options = { N: 32_768, r: 8, p: 1, maxmem: 64 * 1024 * 1024 } as const;
const hashBytes = 32;
const saltBytes = 16;

const derive = promisify<string, Buffer, number, typeof options, Buffer>(scrypt);

const stored = z.tuple([z.literal("scrypt1"), z.base64url(), z.base64url()]);

/** `scrypt1:<salt>:<hash>`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltBytes);
  const hash = await derive(password.normalize("NFC"), salt, hashBytes, options);
  return `scrypt1:${salt.toString("base64url")}:${hash.toString("base64url")}`;
}

export async function isPassword(password: string, hashed: string): Promise<boolean> {
  const [, salt, expected] = stored.parse(hashed.split(":"));
  const known = Buffer.from(expected, "base64url");
  const salted = Buffer.from(salt, "base64url");
  const hash = await derive(password.normalize("NFC"), salted, known.length, options);
  return timingSafeEqual(hash, known);
}
