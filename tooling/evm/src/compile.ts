import { createHash } from "node:crypto";
import solc from "solc";
import type { Abi, Hex } from "viem";
import { z } from "zod";

/** A contract as it is deployed, and what it was compiled from and by. */
export interface Artefact {
  readonly contract: string;
  readonly compiler: string;
  readonly sourceSha256: string;
  readonly abi: Abi;
  readonly bytecode: Hex;
}

/** What compilers write, who are believed. */
export const abiShape = z.custom<Abi>((value) => Array.isArray(value));

const outputShape = z.object({
  errors: z.array(z.object({ formattedMessage: z.string() })).default([]),
  contracts: z
    .record(
      z.string(),
      z.record(
        z.string(),
        z.object({
          abi: abiShape,
          evm: z.object({ bytecode: z.object({ object: z.string().regex(/^[0-9a-f]+$/) }) }),
        }),
      ),
    )
    .default({}),
});

/**
 * Compiles one contract that stands in one source and imports nothing, with the compiler that is installed: nothing is
 * downloaded. Throws with what the compiler says, also where it only warns.
 */
export function compileContract(contract: string, source: string): Artefact {
  const file = `${contract}.sol`;
  const input = {
    language: "Solidity",
    sources: { [file]: { content: source } },
    settings: {
      evmVersion: "paris",
      optimizer: { enabled: true, runs: 200 },
      // The hash of the sources at the end of the code would change it with every comment.
      metadata: { bytecodeHash: "none" },
      outputSelection: { [file]: { [contract]: ["abi", "evm.bytecode.object"] } },
    },
  };
  const { errors, contracts } = outputShape.parse(JSON.parse(solc.compile(JSON.stringify(input))));
  if (errors.length > 0) throw new Error(errors.map((one) => one.formattedMessage).join("\n"));
  const made = contracts[file]?.[contract];
  if (made === undefined) throw new Error(`${file} has no contract ${contract}.`);
  return {
    contract,
    compiler: solc.version(),
    sourceSha256: createHash("sha256").update(source).digest("hex"),
    abi: made.abi,
    bytecode: `0x${made.evm.bytecode.object}`,
  };
}
