import { LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { AgentError } from "../errors.ts";
import { readFileIfThere } from "../state/private-file.ts";

const configSchema = z.strictObject({
  version: z.literal(1),
  relay: z
    .strictObject({
      /** `auto`: the first tunnel is a WebSocket, the second tries the raw socket. */
      wire: z.enum(["auto", "websocket", "raw"]).default("auto"),
      tunnels: z.int().min(1).max(4).default(2),
      /** Whether a tunnel may run without TLS to anything but this machine. */
      allowPlaintext: z.boolean().default(false),
    })
    .prefault({}),
  targets: z
    .strictObject({
      /** Which targets set in the console are carried: those on this machine, or none. */
      fromConsole: z.enum(["loopback", "none"]).default("loopback"),
    })
    .prefault({}),
  log: z
    .strictObject({ level: z.enum(["debug", "info", "warn", "error"]).default("info") })
    .prefault({}),
});

/** The agent's settings, all defaults filled in. */
export type AgentConfig = z.infer<typeof configSchema>;

/**
 * Reads `config.yaml`; a missing file means the defaults. Throws `CONFIG_UNREADABLE` that lists
 * every problem with its line, an unknown key included.
 */
export async function readConfig(file: string): Promise<AgentConfig> {
  const text = await readFileIfThere(file);
  if (text === null) return configSchema.parse({ version: 1 });
  const { config, problems } = parseConfig(text);
  if (config === null) {
    throw new AgentError("CONFIG_UNREADABLE", { detail: `${file}\n${problems.join("\n")}` });
  }
  return config;
}

/** Parses the text of a configuration; `config` is null exactly when there are problems. */
export function parseConfig(text: string): { config: AgentConfig | null; problems: string[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const lineOf = (offset: number | undefined) => lines.linePos(offset ?? 0).line;
  if (document.errors.length > 0) {
    const problems = document.errors.map((e) => `line ${lineOf(e.pos[0])}: ${e.code}`);
    return { config: null, problems };
  }
  const parsed = configSchema.safeParse(document.toJS());
  if (parsed.success) return { config: parsed.data, problems: [] };
  const problems = parsed.error.issues.map((issue) => {
    const unknown = issue.code === "unrecognized_keys" ? issue.keys[0] : undefined;
    const path = unknown === undefined ? issue.path : [...issue.path, unknown];
    const node = document.getIn(path, true);
    const at = rangeStart(node) ?? rangeStart(document.getIn(issue.path, true));
    return `line ${lineOf(at)}: ${path.join(".") || "the file"}: ${issue.message}`;
  });
  return { config: null, problems };
}

function rangeStart(node: unknown): number | undefined {
  if (typeof node !== "object" || node === null || !("range" in node)) return undefined;
  return Array.isArray(node.range) && typeof node.range[0] === "number" ? node.range[0] : undefined;
}
