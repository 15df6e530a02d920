import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { type Artefact, abiShape, compileContract } from "./compile.ts";

const name = "CommitmentRegistry";
const folder = new URL("../../../packages/vaults/contracts/", import.meta.url);
const source = new URL(`${name}.sol`, folder);
export const registryArtefactPath = fileURLToPath(new URL("commitment-registry.json", folder));

const artefactShape = z.object({
  contract: z.string(),
  compiler: z.string(),
  sourceSha256: z.string(),
  abi: abiShape,
  bytecode: z.templateLiteral(["0x", z.string().regex(/^[0-9a-f]+$/)]),
});

/** The registry of vaults' commitments as it was compiled when it last changed. */
export async function readRegistry(): Promise<Artefact> {
  return artefactShape.parse(JSON.parse(await readFile(registryArtefactPath, "utf8")));
}

/** The same, compiled now. */
export async function compileRegistry(): Promise<Artefact> {
  return compileContract(name, await readFile(source, "utf8"));
}

/** An artefact as the file has it. */
export function printArtefact(artefact: Artefact): string {
  return `${JSON.stringify(artefact, null, 2)}\n`;
}
