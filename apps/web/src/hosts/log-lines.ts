export interface LogLine {
  /** Null for a line that is no record. */
  at: string | null;
  level: string;
  /** The event and its fields. */
  text: string;
}

/** What every record has, and what is said elsewhere on the page. */
const left = new Set(["at", "level", "msg", "app", "replica", "version"]);

/** A line of an agent's log in its parts; one that a crash cut off is shown as it is. */
export function readLogLine(line: string): LogLine {
  const record = parseRecord(line);
  if (record === null) {
    return { at: null, level: "info", text: line };
  }
  const fields = Object.entries(record).filter(
    ([name, value]) => !left.has(name) && value !== null,
  );
  const said = fields.map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return {
    at: typeof record["at"] === "string" ? record["at"] : null,
    level: typeof record["level"] === "string" ? record["level"] : "info",
    text: [String(record["msg"] ?? ""), ...said].join(" "),
  };
}

function parseRecord(line: string): Record<string, unknown> | null {
  try {
    const json: unknown = JSON.parse(line);
    return typeof json === "object" && json !== null ? { ...json } : null;
  } catch {
    return null;
  }
}
