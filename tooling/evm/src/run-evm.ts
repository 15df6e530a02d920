import { parseArgs } from "node:util";
import type { Hex } from "viem";
import { z } from "zod";
import { clientAt } from "./client.ts";
import { openRegistry } from "./registry.ts";

const usage = `pnpm evm key --salt 0x…                           prints the key that a salt will have
pnpm evm register --salt 0x… --commitment 0x…     registers it
pnpm evm advance --key 0x… --prev 0x… --next 0x…  moves a key on
pnpm evm head --key 0x…                           what a key shows
each with --registry 0x…, and --url (http://127.0.0.1:8545)`;

const hash = z
  .string()
  .regex(/^0x[0-9a-f]{64}$/)
  .transform((text) => text as Hex);
const address = z
  .string()
  .regex(/^0x[0-9a-f]{40}$/i)
  .transform((text) => text.toLowerCase() as Hex);
const at = { registry: address, url: z.url().default("http://127.0.0.1:8545") };

const askShape = z.discriminatedUnion("verb", [
  z.object({ verb: z.literal("key"), salt: hash, ...at }),
  z.object({ verb: z.literal("register"), salt: hash, commitment: hash, ...at }),
  z.object({ verb: z.literal("advance"), key: hash, prev: hash, next: hash, ...at }),
  z.object({ verb: z.literal("head"), key: hash, ...at }),
]);

export class UsageError extends Error {}

/**
 * Registers and moves keys as the first account of a node for trying things out, which needs nobody's signature. Gives what is
 * printed; throws UsageError for arguments that make no sense, and what the chain says.
 */
export async function runEvm(args: readonly string[]): Promise<string> {
  const names = ["registry", "url", "salt", "commitment", "key", "prev", "next"] as const;
  const options = Object.fromEntries(names.map((name) => [name, { type: "string" as const }]));
  const { values, positionals } = parseArgs({
    ...{ args: [...args], options, allowPositionals: true, strict: false },
  });
  const { data: ask } = askShape.safeParse({ verb: positionals[0], ...values });
  if (ask === undefined) throw new UsageError(usage);
  const client = clientAt(ask.url);
  const registry = openRegistry(client, ask.registry);
  const [account = "0x"] = await client.getAddresses();
  switch (ask.verb) {
    case "key":
      return await registry.keyOf(account, ask.salt);
    case "register": {
      const { salt, commitment: initial } = ask;
      const given = { salt, signers: [account], threshold: 1, initial };
      await client.waitForTransactionReceipt({ hash: await registry.register(account, given) });
      return await registry.keyOf(account, salt);
    }
    case "advance":
      await client.waitForTransactionReceipt({ hash: await registry.advance(account, ask) });
      return "advanced";
    case "head": {
      const { commitment, nonce } = await registry.head(ask.key);
      return `${nonce} ${commitment}`;
    }
  }
}
