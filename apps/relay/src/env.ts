import {
  checkShared,
  defineEnv,
  type EnvProblem,
  type EnvSource,
  isLoopbackHost,
  type ListenAddress,
  listenAddressSchema,
  opsVariable,
  originSchema,
  parseEnv,
  type Runtime,
  resolveRuntime,
  type SharedConfig,
  type Stage,
  sharedConfig,
  sharedVariables,
  type TrustedProxies,
  trustedProxiesSchema,
  unknownNames,
  wholeNumber,
} from "@homeport/platform";
import { z } from "zod";
import type { AccessLog } from "./events.ts";
import type { FlySettings } from "./fly/fly-replay.ts";
import { type TransportKind, transportKinds } from "./transport/load-transport.ts";

const relayVariables = {
  HOMEPORT_RELAY_ADDR: {
    schema: listenAddressSchema,
    describe: "Public listener for visitors and agents.",
    default: { dev: "127.0.0.1:8080", test: "127.0.0.1:8080", prod: "[::]:8080" },
    group: "Relay",
  },
  HOMEPORT_RELAY_ID: {
    schema: z
      .string()
      .regex(/^[A-Za-z0-9._-]{1,64}$/, "is not 1 to 64 letters, digits, dots, hyphens or _")
      .optional(),
    describe: "Name of this relay in the directory; unique among live relays.",
    defaultText: "name of the replica",
    group: "Relay",
  },
  HOMEPORT_RELAY_INTERNAL_URL: {
    schema: originSchema.optional(),
    describe: "Address of this relay for other relays, kept in the directory.",
    defaultText: "host and port of the peer listener",
    group: "Relay",
  },
  HOMEPORT_RELAY_PEER_ADDR: {
    schema: listenAddressSchema,
    describe: "Listener for other relays. It speaks links only; keep it off the public network.",
    default: "127.0.0.1:8082",
    group: "Relay",
  },
  HOMEPORT_GATE_ADDR: {
    schema: z.union(
      [z.literal("off").transform(() => null), listenAddressSchema],
      "is neither host:port, such as 127.0.0.1:8081, nor off",
    ),
    describe:
      "Listener for proxies in front, which ask who may pass and for whom a certificate is worth it; `off` for none.",
    default: "127.0.0.1:8081",
    group: "Relay",
  },
  HOMEPORT_GATE_TRUSTED_PROXIES: {
    schema: trustedProxiesSchema,
    describe:
      "Addresses and networks that the gate listener answers, comma-separated; `loopback` and `none` are words.",
    default: { dev: "loopback", test: "loopback", prod: "none" },
    group: "Relay",
  },
  HOMEPORT_GATE_SECRET: {
    schema: z.string().min(32, "is shorter than 32 characters").optional(),
    describe:
      "What proxies send as `X-Homeport-Gate-Secret`; needed in prod when the gate listener is not bound to loopback.",
    defaultText: "unset: the address of a proxy is enough",
    remedy: "Set it to the output of `openssl rand -hex 32`, or unset it.",
    secret: true,
    group: "Relay",
  },
  HOMEPORT_RELAY_PUBLIC_URL: {
    schema: originSchema.optional(),
    describe: "Address of this very relay, for agents that look for a second one.",
    defaultText: "unset: agents try the common address again",
    group: "Relay",
  },
  HOMEPORT_RELAY_PEER_CERT: {
    schema: z.string().optional(),
    describe: "Certificate file of the peer listener, PEM; its internal URL is then https.",
    defaultText: "unset: links are plain TCP",
    group: "Relay",
  },
  HOMEPORT_RELAY_PEER_KEY: {
    schema: z.string().optional(),
    describe: "Key file of that certificate, PEM.",
    defaultText: "unset",
    group: "Relay",
  },
  HOMEPORT_RELAY_PEER_CA: {
    schema: z.string().optional(),
    describe: "File with the certificates that sign those of other relays, PEM.",
    defaultText: "unset: the system's own list",
    group: "Relay",
  },
  HOMEPORT_RELAY_CERT: {
    schema: z.string().optional(),
    describe: "Certificate file, PEM: TLS then ends here. Read again when it changes.",
    defaultText: "unset: TLS ends in front",
    group: "Relay",
  },
  HOMEPORT_RELAY_KEY: {
    schema: z.string().optional(),
    describe: "Key file of that certificate, PEM.",
    defaultText: "unset",
    group: "Relay",
  },
  HOMEPORT_RELAY_BUDGET_BYTES: {
    schema: wholeNumber(1_048_576, 2 ** 40),
    describe: "Most that all tunnels together may be asked to hold, in bytes.",
    default: "268435456",
    group: "Relay",
  },
  HOMEPORT_PING_MS: {
    schema: wholeNumber(1_000, 10_000),
    describe: "Silence after which a tunnel is pinged; three of these and it is dead, in ms.",
    default: "5000",
    group: "Relay",
  },
  HOMEPORT_ACCESS_LOG: {
    schema: z.enum(["all", "errors", "off"], "is not all, errors or off"),
    describe: "Which requests get a line in the log.",
    default: "all",
    group: "Relay",
  },
  HOMEPORT_RELAY_TRANSPORT: {
    schema: z.enum(transportKinds, "is not direct or undici"),
    describe:
      "How requests are carried: by the relay's own reader of answers, or by the undici library.",
    default: "direct",
    group: "Relay",
  },
  HOMEPORT_FLY_REPLAY: {
    schema: z.enum(["on", "off"], "is not on or off"),
    describe:
      "On Fly: lets its proxy replay small requests at the machine that holds the tunnel, instead of a link.",
    default: "off",
    group: "Relay",
  },
  FLY_MACHINE_ID: {
    schema: z
      .string()
      .regex(/^[A-Za-z0-9]{1,64}$/, "is not the id of a machine")
      .optional(),
    describe: "This machine's id; set by Fly.",
    defaultText: "unset: not on Fly",
    group: "Relay",
  },
  HOMEPORT_ADMIN_SECRET: {
    schema: z.string().min(32, "is shorter than 32 characters").optional(),
    describe: "Bearer token of `/admin/tunnels` on the ops listener.",
    defaultText: "unset: the list is closed",
    remedy: "Set it to the output of `openssl rand -hex 32`, or unset it.",
    secret: true,
    group: "Relay",
  },
} as const;

const variables = { ...sharedVariables, ...opsVariable("127.0.0.1:9103"), ...relayVariables };

type RelayValues = {
  HOMEPORT_RELAY_CERT?: string | undefined;
  HOMEPORT_RELAY_KEY?: string | undefined;
  HOMEPORT_RELAY_PEER_CERT?: string | undefined;
  HOMEPORT_RELAY_PEER_KEY?: string | undefined;
};

const filePairs = [
  ["HOMEPORT_RELAY_CERT", "HOMEPORT_RELAY_KEY"],
  ["HOMEPORT_RELAY_PEER_CERT", "HOMEPORT_RELAY_PEER_KEY"],
] as const;

function* checkTls(values: RelayValues): Generator<EnvProblem> {
  for (const [cert, key] of filePairs) {
    if ((values[cert] === undefined) === (values[key] === undefined)) continue;
    const [name, other] = values[cert] === undefined ? [cert, key] : [key, cert];
    yield { name, problem: `is not set, but ${other} is`, remedy: "Set both, or neither." };
  }
}

type FlyValues = {
  HOMEPORT_FLY_REPLAY?: "on" | "off";
  FLY_MACHINE_ID?: string | undefined;
};

function* checkFly(values: FlyValues): Generator<EnvProblem> {
  if (values.HOMEPORT_FLY_REPLAY !== "on" || values.FLY_MACHINE_ID !== undefined) return;
  yield {
    name: "FLY_MACHINE_ID",
    problem: "is not set, and HOMEPORT_FLY_REPLAY is on",
    remedy: "Fly sets it on its machines; anywhere else unset HOMEPORT_FLY_REPLAY.",
  };
}

type GateValues = {
  HOMEPORT_STAGE?: Stage;
  HOMEPORT_GATE_ADDR?: ListenAddress | null;
  HOMEPORT_GATE_SECRET?: string | undefined;
};

/** On a network an address can be taken by somebody else, and whoever is believed there says who visits. */
function* checkGate(values: GateValues): Generator<EnvProblem> {
  const { HOMEPORT_STAGE: stage, HOMEPORT_GATE_ADDR: address } = values;
  if (stage !== "prod" || address == null || isLoopbackHost(address.host)) return;
  if (values.HOMEPORT_GATE_SECRET !== undefined) return;
  yield {
    name: "HOMEPORT_GATE_SECRET",
    problem: `is not set, and HOMEPORT_GATE_ADDR is ${address.host}, which is not loopback`,
    remedy:
      "Set it to the output of `openssl rand -hex 32`, bind HOMEPORT_GATE_ADDR to 127.0.0.1, or set that to off.",
  };
}

/** Every variable that the relay reads. */
export const envSpec = defineEnv(variables, [checkShared, checkTls, checkFly, checkGate]);

export interface RelayConfig extends SharedConfig {
  readonly runtime: Runtime;
  readonly listenAddress: ListenAddress;
  readonly relayId: string | undefined;
  readonly internalUrl: string | undefined;
  readonly tlsFiles: { readonly cert: string; readonly key: string } | undefined;
  readonly peerAddress: ListenAddress;
  /** Null: there is no gate listener. */
  readonly gateAddress: ListenAddress | null;
  readonly gateProxies: TrustedProxies;
  readonly gateSecret: string | undefined;
  readonly peerTlsFiles: { readonly cert: string; readonly key: string } | undefined;
  readonly peerCaFile: string | undefined;
  readonly publicUrl: string | undefined;
  readonly budgetBytes: number;
  readonly pingMs: number;
  readonly accessLog: AccessLog;
  readonly transport: TransportKind;
  readonly adminSecret: string | undefined;
  readonly fly: FlySettings | undefined;
}

/** Reads and guards the environment. Throws ConfigError with every problem, before anything is opened. */
export function readEnv(source: EnvSource): RelayConfig {
  const values = parseEnv(envSpec, source);
  const shared = sharedConfig(values);
  const { HOMEPORT_RELAY_CERT: cert, HOMEPORT_RELAY_KEY: key } = values;
  const { FLY_MACHINE_ID: machineId, HOMEPORT_FLY_REPLAY: replay } = values;
  const { HOMEPORT_RELAY_PEER_CERT: peerCert, HOMEPORT_RELAY_PEER_KEY: peerKey } = values;
  return {
    ...shared,
    warnings: [...shared.warnings, ...unknownNames(envSpec, source)],
    runtime: resolveRuntime(shared),
    listenAddress: values.HOMEPORT_RELAY_ADDR,
    relayId: values.HOMEPORT_RELAY_ID,
    internalUrl: values.HOMEPORT_RELAY_INTERNAL_URL,
    tlsFiles: filePair(cert, key),
    peerAddress: values.HOMEPORT_RELAY_PEER_ADDR,
    gateAddress: values.HOMEPORT_GATE_ADDR,
    gateProxies: values.HOMEPORT_GATE_TRUSTED_PROXIES,
    gateSecret: values.HOMEPORT_GATE_SECRET,
    peerTlsFiles: filePair(peerCert, peerKey),
    peerCaFile: values.HOMEPORT_RELAY_PEER_CA,
    publicUrl: values.HOMEPORT_RELAY_PUBLIC_URL,
    budgetBytes: values.HOMEPORT_RELAY_BUDGET_BYTES,
    pingMs: values.HOMEPORT_PING_MS,
    accessLog: values.HOMEPORT_ACCESS_LOG,
    transport: values.HOMEPORT_RELAY_TRANSPORT,
    adminSecret: values.HOMEPORT_ADMIN_SECRET,
    fly: machineId === undefined ? undefined : { machineId, replay: replay === "on" },
  };
}

function filePair(cert: string | undefined, key: string | undefined) {
  return cert === undefined || key === undefined ? undefined : { cert, key };
}
