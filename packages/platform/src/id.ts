import { type Random, systemRandom } from "./random.ts";

/** A UUIDv7: 48 bits of epoch ms, then 74 random bits; ids made later sort later, to the ms. */
export function newId(nowMs: number = Date.now(), random: Random = systemRandom): string {
  const bytes = Buffer.from(random.bytes(16));
  bytes.writeUIntBE(nowMs, 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString("hex");
  const [time, version, rest] = [hex.slice(0, 12), hex.slice(12, 16), hex.slice(20)];
  return `${time.slice(0, 8)}-${time.slice(8)}-${version}-${hex.slice(16, 20)}-${rest}`;
}

/** A secret of `byteCount` random bytes (32 unless told), base64url. */
export function newToken(random: Random = systemRandom, byteCount = 32): string {
  return Buffer.from(random.bytes(byteCount)).toString("base64url");
}
