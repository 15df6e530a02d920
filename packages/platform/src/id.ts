import { type Random, systemRandom } from "./random.ts";

/** A UUIDv7: 48 bits of epoch ms, then 74 random bits; ids made later sort later, to the ms. */
export function newId(nowMs: number = Date.now(), random: Random = systemRandom): string {
  const bytes = Buffer.from(random.bytes(10));
  bytes.writeUInt8((bytes.readUInt8(0) & 0x0f) | 0x70, 0);
  bytes.writeUInt8((bytes.readUInt8(2) & 0x3f) | 0x80, 2);
  const chance = bytes.toString("hex");
  const time = nowMs.toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-${chance.slice(0, 4)}-${chance.slice(4, 8)}-${chance.slice(8)}`;
}

/** A secret of `byteCount` random bytes (32 unless told), base64url. */
export function newToken(random: Random = systemRandom, byteCount = 32): string {
  return Buffer.from(random.bytes(byteCount)).toString("base64url");
}
