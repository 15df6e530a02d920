import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout that this program belongs to. */
export const checkoutFolder = fileURLToPath(new URL("../../../..", import.meta.url)).replace(
  /\/$/,
  "",
);

/** Every path that `start` writes; all but the tools are in the data folder, `.data` unless told. */
export type Folders = ReturnType<typeof foldersUnder>;

export function foldersUnder(root: string, dataFolder = ".data") {
  const data = resolve(root, dataFolder);
  return {
    root,
    data,
    /** Whether this is where processes look by themselves, for the generated secret above all. */
    isUsualData: data === join(root, ".data"),
    /** What runs, for people and programs; there only while everything is up. */
    runFile: join(data, "run.json"),
    /** Who runs, from the first moment on: keeps a second start away. */
    holderFile: join(data, "start.json"),
    administratorFile: join(data, "admin.json"),
    /** The session of the run before, which the next one ends. */
    administratorSessionFile: join(data, "admin-session.json"),
    secretFile: join(data, "secret"),
    logs: join(data, "logs"),
    postgres: join(data, "postgres"),
    redis: join(data, "redis"),
    storage: join(data, "storage"),
    /** The starting catalog, the clones of it that workers keep, and what web keeps of it. */
    catalogRepository: join(data, "catalog.git"),
    catalogClones: join(data, "catalog"),
    catalogCache: join(data, "catalog-cache"),
    /** Programs unpacked here serve every run of the checkout and survive `--fresh`: they are no data. */
    tools: join(root, ".data", "tools"),
    /** The file of the program in front, and what it keeps. */
    front: join(data, "front"),
    demo: join(data, "demo"),
    demoApp: join(data, "demo", "app"),
    demoAgent: join(data, "demo", "agent"),
    /** The keys of the devices that share the sample vault. */
    sampleVault: join(data, "demo", "vault"),
  };
}
