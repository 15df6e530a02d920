import { carrierNodeArgs } from "@homeport/platform";

/** What the unit of the agent depends on. */
export interface UnitFacts {
  readonly scope: "system" | "user";
  /** The program and its first arguments, as this command itself was started. */
  readonly program: readonly string[];
  readonly stateFolder: string;
  /** HOMEPORT_HOME, where it chooses other folders than the usual ones. */
  readonly home: string | undefined;
  /** Whose files those in `home` are. */
  readonly userName: string;
}

export const unitName = "homeport-agent.service";

/**
 * The text of `homeport-agent.service`. The agent may write to its state folder and nowhere else.
 * A system service has a user of its own that systemd makes, except where HOMEPORT_HOME names a
 * folder that belongs to somebody. It is stopped with patience: open streams have 10 s.
 */
export function unitText(facts: UnitFacts): string {
  const { scope, program, stateFolder } = facts;
  const [node = "node", ...script] = program;
  return [
    "[Unit]",
    "Description=Homeport agent",
    "Wants=network-online.target",
    "After=network-online.target",
    "",
    "[Service]",
    "Type=exec",
    `ExecStart=${[node, ...carrierNodeArgs, ...script, "up"].map(quote).join(" ")}`,
    "ExecReload=/bin/kill -HUP $MAINPID",
    "Restart=always",
    "RestartSec=2",
    "TimeoutStopSec=15",
    // Apps that the agent runs go on without it, and are the next one's.
    "KillMode=process",
    ...whose(facts),
    "NoNewPrivileges=yes",
    "ProtectSystem=strict",
    ...(ownsState(facts) ? [] : [`ReadWritePaths=${quote(stateFolder)}`]),
    "",
    "[Install]",
    `WantedBy=${scope === "system" ? "multi-user.target" : "default.target"}`,
    "",
  ].join("\n");
}

/** systemd makes /var/lib/homeport writable for a user that it makes itself. */
function ownsState({ scope, home }: UnitFacts): boolean {
  return scope === "system" && home === undefined;
}

function whose(facts: UnitFacts): string[] {
  if (ownsState(facts)) {
    return [
      "DynamicUser=yes",
      "StateDirectory=homeport",
      "StateDirectoryMode=0700",
      // The user is not root, and finds the folders of root all the same.
      "Environment=XDG_STATE_HOME=/var/lib XDG_CONFIG_HOME=/etc",
    ];
  }
  const lines = facts.scope === "system" ? [`User=${facts.userName}`] : [];
  if (facts.home !== undefined) lines.push(`Environment=${quote(`HOMEPORT_HOME=${facts.home}`)}`);
  return lines;
}

/** One word of a unit: `%` begins a specifier there, `$` a variable. */
function quote(word: string): string {
  const escaped = word.replaceAll("%", "%%").replaceAll("$", "$$$$");
  return /^[\w@%+=:,./$-]+$/.test(escaped)
    ? escaped
    : `"${escaped.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}
