const cameraTime = /^(\d{4})[:-](\d{2})[:-](\d{2})[ T](\d{2}):(\d{2}):(\d{2})/;
/** Before the first photograph of all nothing was taken. */
const firstYear = 1826;
const dayMs = 86_400_000;

/** What the camera's clock showed, as `2026-05-04T10:00:00`; null for a time that no camera has seen. */
export function readTakenLocal(value: unknown, nowMs: number): string | null {
  const match = typeof value === "string" ? cameraTime.exec(value) : null;
  if (match === null) return null;
  const [, year, month, day, hour, minute, second] = match;
  const text = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const atMs = Date.parse(`${text}Z`);
  // A day that a month does not have moves into the next one, and would not come back as it was written.
  if (Number.isNaN(atMs) || new Date(atMs).toISOString().slice(0, 19) !== text) return null;
  return Number(year) < firstYear || atMs > nowMs + dayMs ? null : text;
}

const offset = /^([+-])(\d{2}):(\d{2})$/;

/** Minutes east of UTC; quarter hours occur. */
export function readOffset(value: unknown): number | null {
  const match = typeof value === "string" ? offset.exec(value.trim()) : null;
  if (match === null) return null;
  const [, sign, hours, minutes] = match;
  const total = Number(hours) * 60 + Number(minutes);
  return total > 15 * 60 ? null : sign === "-" ? -total : total;
}
