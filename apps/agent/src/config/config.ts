import { LineCounter, parseDocument, type YAMLParseError } from "yaml";
import { z } from "zod";
import { AgentError } from "../errors.ts";
import { appLevels } from "../state/files.ts";
import { readFileIfThere } from "../state/private-file.ts";
import { canonicalTarget } from "../target/target.ts";
import { appNameForm } from "./app-name.ts";

const appSchema = z.strictObject({
  name: z.string().regex(appNameForm, "1 to 63 of a-z, 0-9 and -, no hyphen at an end"),
  target: z.coerce.string().refine(isTarget, "is not a port or a target"),
  protocol: z.enum(["http", "tcp"]).default("http"),
  level: z.enum(appLevels).default("owner"),
});

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
  /** Apps of this host; they are made where the host may publish, and their targets permitted. */
  apps: z
    .array(appSchema)
    .max(100)
    .refine((apps) => new Set(apps.map(({ name }) => name)).size === apps.length, {
      error: "two apps have one name",
    })
    .default([]),
  log: z
    .strictObject({
      level: z.enum(["debug", "info", "warn", "error"]).default("info"),
      /** What `homeport up` prints: lines for people, or the records of the log. */
      format: z.enum(["text", "json"]).default("text"),
    })
    .prefault({}),
});

/** The agent's settings, all defaults filled in. */
export type AgentConfig = z.infer<typeof configSchema>;

/** `config` is null exactly when there are problems; each names its line. */
export interface CheckedConfig {
  readonly config: AgentConfig | null;
  readonly problems: string[];
}

/**
 * Reads `config.yaml`; a missing file means the defaults. Throws `CONFIG_UNREADABLE` that lists
 * every problem with its line, an unknown key included.
 */
export async function readConfig(file: string): Promise<AgentConfig> {
  const { config, problems } = await checkConfig(file);
  if (config === null) {
    throw new AgentError("CONFIG_UNREADABLE", { detail: `${file}\n${problems.join("\n")}` });
  }
  return config;
}

/** Reads and parses the file without throwing over what is in it; a missing one has no problems. */
export async function checkConfig(file: string): Promise<CheckedConfig> {
  const text = await readFileIfThere(file);
  return text === null ? parseConfig("version: 1\n") : parseConfig(text);
}

function isTarget(text: string): boolean {
  try {
    return canonicalTarget(text) !== "";
  } catch {
    return false;
  }
}

/** Parses the text of a configuration; `config` is null exactly when there are problems. */
export function parseConfig(text: string): CheckedConfig {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const lineOf = (offset: number | undefined) => lines.linePos(offset ?? 0).line;
  if (document.errors.length > 0) {
    const problems = document.errors.map((e) => `line ${lineOf(e.pos[0])}: ${yamlSentence(e)}`);
    return { config: null, problems };
  }
  const parsed = configSchema.safeParse(document.toJS());
  if (parsed.success) return { config: parsed.data, problems: [] };
  const problems = parsed.error.issues.flatMap(problemsOf).map(({ path, message }) => {
    const node = document.getIn(path, true);
    const at = rangeStart(node) ?? rangeStart(document.getIn(path.slice(0, -1), true));
    return `line ${lineOf(at)}: ${path.join(".") || "the file"}: ${message}`;
  });
  return { config: null, problems };
}

interface Problem {
  readonly path: PropertyKey[];
  readonly message: string;
}

/** One problem a key: all unknown keys of one place come as one issue. */
function problemsOf(issue: z.core.$ZodIssue): Problem[] {
  if (issue.code !== "unrecognized_keys") return [issue];
  return issue.keys.map((key) => ({ path: [...issue.path, key], message: "is no known key" }));
}

/** The parser's sentence without the place, which is said before it, and without the lines around it. */
function yamlSentence(error: YAMLParseError): string {
  const [sentence = ""] = error.message.split("\n", 1);
  return sentence.replace(/ at line \d+, column \d+:?$/, "");
}

function rangeStart(node: unknown): number | undefined {
  if (typeof node !== "object" || node === null || !("range" in node)) return undefined;
  return Array.isArray(node.range) && typeof node.range[0] === "number" ? node.range[0] : undefined;
}
