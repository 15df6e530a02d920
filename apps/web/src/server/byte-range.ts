/**
 * The one range of bytes that a request asks for; null when it asks for all of them, or in a way that may be passed over;
 * `none` when there are no such bytes.
 */
export function readRange(
  header: string | undefined,
  sizeBytes: number,
): { startByte: number; endByte: number } | "none" | null {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? "");
  const [, first = "", last = ""] = match ?? [];
  if (match === null || (first === "" && last === "")) return null;
  if (first === "") {
    const startByte = Math.max(0, sizeBytes - Number(last));
    return Number(last) === 0 ? "none" : { startByte, endByte: sizeBytes - 1 };
  }
  const startByte = Number(first);
  const endByte = last === "" ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  if (startByte >= sizeBytes) return "none";
  return endByte < startByte ? null : { startByte, endByte };
}
