import { type ErrorTable, HomeportError } from "@homeport/platform";

/** Exit codes of the command: 1 refused or failed, 2 usage, 3 not signed in, 4 unreachable, 5 not enrolled. */
export type ExitCode = 1 | 2 | 3 | 4 | 5;

type AgentErrorTable = Record<string, ErrorTable[string] & { remedy: string; exitCode: ExitCode }>;

/** Everything `homeport` may say when it cannot go on: a sentence, what to do, and the exit code. */
export const agentErrors = {
  AGENT_NOT_RUNNING: {
    owner: "client",
    status: 503,
    retryable: true,
    message: "No agent is running for this state folder.",
    remedy: "Start it with: homeport up",
    exitCode: 1,
  },
  AGENT_RUNNING: {
    owner: "client",
    status: 409,
    retryable: false,
    message: "An agent is already running for this state folder.",
    remedy: "See it with: homeport status. To take its place: homeport up --replace",
    exitCode: 1,
  },
  APP_OF_FILE: {
    owner: "config",
    status: 409,
    retryable: false,
    message: "This app is declared in the configuration file.",
    remedy: "Take it out of that file; the running agent follows at once.",
    exitCode: 1,
  },
  APP_SPEAKS_HTTP: {
    owner: "client",
    status: 400,
    retryable: false,
    message: "This app speaks HTTP.",
    remedy: "Open its address in a browser; the console shows it.",
    exitCode: 1,
  },
  APP_SPEAKS_NO_HTTP: {
    owner: "client",
    status: 400,
    retryable: false,
    message: "This app speaks no HTTP, so no browser can open a link to it.",
    remedy: "Reach it with: homeport connect <app> --local <port>",
    exitCode: 1,
  },
  APP_UNKNOWN: {
    owner: "client",
    status: 404,
    retryable: false,
    message: "There is no app of that name.",
    remedy: "See its apps with: homeport apps",
    exitCode: 1,
  },
  CATALOG_PROBLEMS: {
    owner: "client",
    status: 422,
    retryable: false,
    message: "The data repository has problems.",
    remedy: "Correct what is named above, each with its file and rule, then run the command again.",
    exitCode: 1,
  },
  CATALOG_UNREADABLE: {
    owner: "client",
    status: 400,
    retryable: false,
    message: "The data repository cannot be read.",
    remedy:
      "Give the folder that holds catalog.toml; for --changed it is a git repository with both commits.",
    exitCode: 2,
  },
  CONFIG_UNREADABLE: {
    owner: "config",
    status: 500,
    retryable: false,
    message: "The configuration file has problems.",
    remedy:
      "Correct the lines that are named; the running agent keeps its last good configuration.",
    exitCode: 1,
  },
  CONNECT_REFUSED: {
    owner: "client",
    status: 403,
    retryable: false,
    message: "The relay does not let you connect to this app.",
    remedy: "See in the console whether the app is still there, and who may reach it.",
    exitCode: 1,
  },
  CONSOLE_REFUSED: {
    owner: "client",
    status: 403,
    retryable: false,
    message: "The console refused.",
    remedy: "Correct what the reason names, then run the command again.",
    exitCode: 1,
  },
  CONSOLE_UNREACHABLE: {
    owner: "upstream",
    status: 502,
    retryable: true,
    message: "The console does not answer.",
    remedy: "Check the address (--url or HOMEPORT_URL) and your network, then try again.",
    exitCode: 4,
  },
  DOCTOR_FAILED: {
    owner: "client",
    status: 503,
    retryable: true,
    message: "Something on the way to the relay is wrong.",
    remedy: "Each failure above says what to do; then run homeport doctor again.",
    exitCode: 1,
  },
  EXPORT_INVALID: {
    owner: "client",
    status: 422,
    retryable: false,
    message: "This export does not hold.",
    remedy: "Do not trust it. Get another one from the server, and keep this one to show.",
    exitCode: 1,
  },
  FOLDER_UNREADABLE: {
    owner: "client",
    status: 400,
    retryable: false,
    message: "There is no such folder, or it cannot be read.",
    remedy: "Give a folder of this machine that this user may read.",
    exitCode: 2,
  },
  HOST_UNKNOWN: {
    owner: "client",
    status: 404,
    retryable: false,
    message: "There is no host of that name, or more than one.",
    remedy: "Give its name or its id, as the console shows them under Hosts.",
    exitCode: 1,
  },
  KEY_EXPOSED: {
    owner: "config",
    status: 500,
    retryable: false,
    message: "The host's private key can be read by other users of this machine.",
    remedy: "Run: chmod 600 on the file that is named",
    exitCode: 5,
  },
  LOCAL_PORT_TAKEN: {
    owner: "client",
    status: 409,
    retryable: false,
    message: "This port of this machine cannot be listened on.",
    remedy: "Stop the program that has it, or choose another one with --local; 0 takes a free one.",
    exitCode: 1,
  },
  LOGIN_DENIED: {
    owner: "client",
    status: 403,
    retryable: false,
    message: "The sign-in was denied in the browser.",
    remedy: "Run homeport login again if that was a mistake.",
    exitCode: 3,
  },
  LOGIN_EXPIRED: {
    owner: "client",
    status: 410,
    retryable: true,
    message: "The sign-in code ran out before it was approved.",
    remedy: "Run homeport login again.",
    exitCode: 3,
  },
  MANIFEST_UNUSABLE: {
    owner: "client",
    status: 400,
    retryable: false,
    message: "The manifest cannot be used.",
    remedy: "Correct the lines that are named, then run the command again.",
    exitCode: 1,
  },
  NOT_CONFIRMED: {
    owner: "client",
    status: 400,
    retryable: false,
    message: "Its name was not typed, so nothing was changed.",
    remedy: "Type the name when you are asked for it, or give --yes.",
    exitCode: 1,
  },
  NOT_ENROLLED: {
    owner: "client",
    status: 401,
    retryable: false,
    message: "This machine is not enrolled as a host.",
    remedy: "Make a code in the console under Hosts, then run: homeport enroll --code CODE",
    exitCode: 5,
  },
  NOT_SIGNED_IN: {
    owner: "client",
    status: 401,
    retryable: false,
    message: "You are not signed in.",
    remedy: "Run: homeport login",
    exitCode: 3,
  },
  OPERATION_FAILED: {
    owner: "client",
    status: 502,
    retryable: true,
    message: "The host could not do it.",
    remedy: "See what it printed with: homeport apps logs <app> --operation",
    exitCode: 1,
  },
  OPERATION_UNFINISHED: {
    owner: "upstream",
    status: 504,
    retryable: true,
    message: "It is not done yet, and goes on without this command.",
    remedy: "See how it is with: homeport apps info <app>",
    exitCode: 1,
  },
  PHOTOS_REFUSED: {
    owner: "client",
    status: 422,
    retryable: false,
    message: "Not every file was taken.",
    remedy: "Each refusal above says why; the other files are there.",
    exitCode: 1,
  },
  PUSH_STOPPED: {
    owner: "client",
    status: 499,
    retryable: true,
    message: "The push was stopped.",
    remedy: "Run the same command again: it goes on where it stopped.",
    exitCode: 1,
  },
  RELAY_IN_THE_CLEAR: {
    owner: "config",
    status: 400,
    retryable: false,
    message: "The relay's address is not https, so your token would be readable on the way.",
    remedy: "Use https; in a network that you trust, relay.allowPlaintext in the file permits it.",
    exitCode: 1,
  },
  SERVICE_FAILED: {
    owner: "config",
    status: 500,
    retryable: false,
    message: "The service could not be changed or read.",
    remedy: "Run it as root, or with --user; --print shows the unit without touching anything.",
    exitCode: 1,
  },
  STATE_DAMAGED: {
    owner: "config",
    status: 500,
    retryable: false,
    message: "A file of the state folder cannot be read.",
    remedy: "Restore the file that is named, or move it away to start without it.",
    exitCode: 1,
  },
  STATE_UNWRITABLE: {
    owner: "config",
    status: 500,
    retryable: true,
    message: "A file of the state folder cannot be written.",
    remedy: "Make room on the disk, or let this user write there; a running agent tries again.",
    exitCode: 1,
  },
  TARGET_MALFORMED: {
    owner: "client",
    status: 400,
    retryable: false,
    message: "That is not a target.",
    remedy: "Give a port (3000) or an address (http://127.0.0.1:3000, https://…, unix:/path).",
    exitCode: 2,
  },
  TUNNEL_NEEDED: {
    owner: "upstream",
    status: 503,
    retryable: true,
    message: "The agent has no live tunnel, so the relay cannot be asked.",
    remedy: "See why with: homeport status",
    exitCode: 4,
  },
  USAGE_WRONG: {
    owner: "client",
    status: 400,
    retryable: false,
    message: "The command cannot be understood as it was given.",
    remedy: "See how it is used with: homeport --help",
    exitCode: 2,
  },
  VAULT_BROKEN: {
    owner: "upstream",
    status: 502,
    retryable: false,
    message: "The server shows another history of this vault than it promised.",
    remedy:
      "Sign nothing for this vault. Ask whoever runs the server; if it was restored from a backup, its guide says how to start anew.",
    exitCode: 1,
  },
  VAULT_FILE_UNREADABLE: {
    owner: "client",
    status: 400,
    retryable: false,
    message: "This file cannot be read.",
    remedy: "Name a file that is there and that you may read, or - for what is piped in.",
    exitCode: 1,
  },
  VAULT_KEY_DAMAGED: {
    owner: "config",
    status: 500,
    retryable: false,
    message: "This file holds no key of a signer.",
    remedy: "Name another one with --key-file, or make one with: homeport vault keygen",
    exitCode: 1,
  },
  VAULT_KEY_EXPOSED: {
    owner: "config",
    status: 500,
    retryable: false,
    message: "The signer's key can be read by other users of this machine.",
    remedy: "Run: chmod 600 on the file that is named",
    exitCode: 1,
  },
  VAULT_KEY_MISSING: {
    owner: "client",
    status: 404,
    retryable: false,
    message: "There is no key to sign with.",
    remedy: "Make one with: homeport vault keygen. Or name its file with --key-file",
    exitCode: 1,
  },
  VAULT_KEY_THERE: {
    owner: "client",
    status: 409,
    retryable: false,
    message: "There is a key in this file already; it was left alone.",
    remedy: "Choose another file with --out. Whoever loses a key can sign with it no more.",
    exitCode: 1,
  },
  VAULT_REFUSED: {
    owner: "client",
    status: 403,
    retryable: false,
    message: "The vault does not take this.",
    remedy: "Correct what the reason names, then run the command again.",
    exitCode: 1,
  },
} as const satisfies AgentErrorTable;

export type AgentErrorCode = keyof typeof agentErrors;

/**
 * A failure of the agent or its command; `detail` names the file, address or reason, and `remedy` is the
 * very command where that can be told.
 */
export class AgentError extends HomeportError<AgentErrorCode> {
  readonly remedy: string;
  readonly exitCode: ExitCode;

  constructor(
    code: AgentErrorCode,
    options: { detail?: string; cause?: unknown; remedy?: string } = {},
  ) {
    super(agentErrors, code, options);
    this.remedy = options.remedy ?? agentErrors[code].remedy;
    this.exitCode = agentErrors[code].exitCode;
  }
}
