import { writeFile } from "node:fs/promises";
import { compileRegistry, printArtefact, registryArtefactPath } from "../registry-files.ts";

await writeFile(registryArtefactPath, printArtefact(await compileRegistry()));
