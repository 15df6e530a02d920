/** Frame: length u24 of the payload, type u8, stream u32, payload. Big-endian. */
export const headerBytes = 8;

export const frameTypes = {
  HELLO: 0x01,
  WELCOME: 0x02,
  OPEN: 0x03,
  OPENED: 0x04,
  DATA: 0x05,
  WINDOW: 0x06,
  RST: 0x07,
  RELEASE: 0x08,
  PING: 0x09,
  PONG: 0x0a,
  GOAWAY: 0x0b,
  /** Of a type that whoever does not know it passes over. */
  NOTE: 0x30,
} as const;

/** Bit 7 of the type byte: the sender of this stream has ended. Legal on OPEN and DATA. */
export const finBit = 0x80;
/** Bit 6 has no meaning yet; a frame that sets it is malformed. */
export const reservedBit = 0x40;
export const typeMask = 0x3f;
/** An unknown type below this one changes meaning and ends the tunnel; from here on it is skipped. */
export const firstSkippableType = 0x30;

export const rstBytes = 6;
export const windowBytes = 4;
export const pingBytes = 8;
export const goAwayFixedBytes = 10;

/** Writes a header at `offset`. `typeByte` is a type, with the FIN bit where it applies. */
export function writeHeader(
  into: Buffer,
  offset: number,
  typeByte: number,
  streamId: number,
  payloadBytes: number,
): void {
  into[offset] = payloadBytes >>> 16;
  into[offset + 1] = payloadBytes >>> 8;
  into[offset + 2] = payloadBytes;
  into[offset + 3] = typeByte;
  into[offset + 4] = streamId >>> 24;
  into[offset + 5] = streamId >>> 16;
  into[offset + 6] = streamId >>> 8;
  into[offset + 7] = streamId;
}
