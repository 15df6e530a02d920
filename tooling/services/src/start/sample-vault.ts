import { generateKeyPairSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { entryOf, type RunSettings } from "./app-plan.ts";
import { type ConsoleClient, ConsoleRefusal } from "./console-client.ts";
import { readJson, writePrivateJson } from "./private-file.ts";
import { runAgentCommand } from "./run-agent-command.ts";

/** Whose devices share the sample; the first one's key creates it. */
const labels = ["Laptop", "Phone", "Tablet"] as const;

/** The two that come before the three devices are to agree. */
const changes = [
  { title: "House", rooms: { kitchen: "green" } },
  { rooms: { hall: "white" } },
] as const;
const proposed = { rooms: { attic: "blue" } };

const noteSchema = z.object({ vaultId: z.string() });
const createdAnswer = z.object({ vaultId: z.string() });
const keyAnswer = z.object({ keyId: z.string(), key: z.string() });
const keyLifeMs = 600_000;

type SamplePlan = {
  settings: RunSettings;
  client: ConsoleClient;
  signal: AbortSignal;
};

/**
 * Makes a vault that three devices share, by the very commands that a person would type: three changes, the last of which
 * asks for two signatures of three, and a proposal that has one of them. The keys of the devices are in the data folder.
 * Answers its id; what an earlier run has made is found again.
 */
export async function loadSampleVault(plan: SamplePlan): Promise<string> {
  const { client, settings } = plan;
  const noteFile = join(settings.folders.sampleVault, "vault.json");
  const note = noteSchema.safeParse(readJson(noteFile)).data;
  if (note !== undefined && (await isThere(client, note.vaultId))) return note.vaultId;
  const { keyId, key } = keyAnswer.parse(
    await client.mutate("account.keys.create", {
      ...{ name: "Sample vault", scopes: { apps: [], api: true }, lifeMs: keyLifeMs },
    }),
  );
  try {
    const vaultId = await makeVault(plan, key);
    writePrivateJson(noteFile, { vaultId });
    return vaultId;
  } finally {
    await client.mutate("account.keys.revoke", { keyId });
  }
}

async function makeVault(plan: SamplePlan, token: string): Promise<string> {
  const folder = plan.settings.folders.sampleVault;
  const signers = labels.map((label) => ({
    id: makeKey(join(folder, `${label.toLowerCase()}.json`)),
    ...{ role: "voter", label },
  }));
  const file = (value: unknown) => {
    const path = join(folder, "change.json");
    writeFileSync(path, JSON.stringify(value));
    return path;
  };
  const run = (...args: string[]) => command(plan, token, args);
  const [own] = signers;
  const name = ["--name", "Sample", "--signer", `${own?.id},voter,${own?.label}`];
  const { vaultId } = createdAnswer.parse(await run("create", ...name, "--state", file({})));
  for (const change of changes) await run("merge", vaultId, file(change));
  await run("roster", vaultId, file({ threshold: 2, signers }));
  await run("merge", vaultId, file(proposed), "--propose", "--note", "Paint the attic, too");
  return vaultId;
}

/** The key of a device as a JSON Web Key, for its owner alone; the id of its signer. */
function makeKey(path: string): string {
  const {
    kty,
    crv,
    x = "",
    d,
  } = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
  writePrivateJson(path, { kty, crv, x, d });
  return `ed25519:${Buffer.from(x, "base64url").toString("hex")}`;
}

async function command(
  { settings, signal }: SamplePlan,
  token: string,
  args: readonly string[],
): Promise<unknown> {
  const { env, folders } = settings;
  const { PATH = "", HOME = "", HOMEPORT_WEB_URL: webUrl = "" } = env;
  const agent = {
    entry: entryOf("agent", settings),
    env: { PATH, HOME, HOMEPORT_HOME: folders.sampleVault, HOMEPORT_TOKEN: token },
    cwd: folders.root,
  };
  const keyFile = join(folders.sampleVault, "laptop.json");
  const told = ["vault", ...args, "--key-file", keyFile, "--url", webUrl];
  return await runAgentCommand(agent, told, signal);
}

async function isThere(client: ConsoleClient, vaultId: string): Promise<boolean> {
  try {
    await client.get(`/api/v1/vaults/${vaultId}`);
    return true;
  } catch (error) {
    if (error instanceof ConsoleRefusal && error.status === 404) return false;
    throw error;
  }
}
