import {
  branchSchema,
  catalogWritesVariable,
  onInvalidWords,
  type Remote,
  remoteSchema,
} from "@homeport/catalog";
import { type EnvValues, wholeNumber } from "@homeport/platform";
import { z } from "zod";

const group = "Catalog";
const file = z.string().min(1).optional();

/** What the syncer is told. Web replicas read the mirror and need none of it. */
export const catalogVariables = {
  HOMEPORT_CATALOG_REMOTE: {
    schema: remoteSchema.optional(),
    describe:
      "The catalog's git repository: `https://`, `ssh://` or `file://`, without credentials.",
    defaultText: "no catalog",
    remedy: "Give an address such as https://git.example/catalog.git, or unset it.",
    group,
  },
  HOMEPORT_CATALOG_BRANCH: {
    schema: branchSchema,
    describe: "The branch whose newest commit is served.",
    default: "main",
    group,
  },
  HOMEPORT_CATALOG_DIR: {
    schema: z.string().min(1),
    describe: "Folder for this worker's own clone; it may be lost at any time.",
    default: ".data/catalog",
    group,
  },
  HOMEPORT_CATALOG_POLL_MS: {
    schema: wholeNumber(1_000, 3_600_000),
    describe: "How often the repository is looked at when nobody tells of a push, in ms.",
    default: "15000",
    group,
  },
  HOMEPORT_CATALOG_ON_INVALID: {
    schema: z.enum(onInvalidWords, "is not reject or quarantine"),
    describe:
      "What becomes of a commit in which an entry has problems: `reject` takes none of it, `quarantine` all but that entry, which keeps its last good version.",
    default: "reject",
    remedy: "Set it to reject or quarantine.",
    group,
  },
  ...catalogWritesVariable,
  HOMEPORT_CATALOG_TOKEN_FILE: {
    schema: file,
    describe: "File with the token by which an `https://` repository lets the worker in.",
    group,
  },
  HOMEPORT_CATALOG_SSH_KEY_FILE: {
    schema: file,
    describe: "File with the key by which an `ssh://` repository lets the worker in.",
    group,
  },
  HOMEPORT_CATALOG_KNOWN_HOSTS_FILE: {
    schema: file,
    describe: "File with the host keys that an `ssh://` repository may have.",
    group,
  },
} as const;

export interface CatalogConfig {
  readonly remote: Remote;
  readonly branch: string;
  readonly folder: string;
  readonly pollEveryMs: number;
  readonly onInvalid: (typeof onInvalidWords)[number];
  readonly writes: boolean;
  readonly files: {
    readonly tokenFile: string | undefined;
    readonly sshKeyFile: string | undefined;
    readonly knownHostsFile: string | undefined;
  };
}

/** Null where no repository is named: then this installation has no catalog. */
export function readCatalogConfig(
  values: EnvValues<typeof catalogVariables>,
): CatalogConfig | null {
  const remote = values.HOMEPORT_CATALOG_REMOTE;
  if (remote === undefined) return null;
  return {
    remote,
    branch: values.HOMEPORT_CATALOG_BRANCH,
    folder: values.HOMEPORT_CATALOG_DIR,
    pollEveryMs: values.HOMEPORT_CATALOG_POLL_MS,
    onInvalid: values.HOMEPORT_CATALOG_ON_INVALID,
    writes: values.HOMEPORT_CATALOG_WRITES,
    files: {
      tokenFile: values.HOMEPORT_CATALOG_TOKEN_FILE,
      sshKeyFile: values.HOMEPORT_CATALOG_SSH_KEY_FILE,
      knownHostsFile: values.HOMEPORT_CATALOG_KNOWN_HOSTS_FILE,
    },
  };
}
