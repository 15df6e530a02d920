import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { VaultPin, VaultPins } from "../pins.ts";

const vaultIdText = /^[0-9a-f-]{36}$/;

/** Pins as files of a folder, one a vault, readable by their owner alone. A crash leaves the old or the new one. */
export function filePins(folder: string): VaultPins {
  const fileOf = (vaultId: string) => {
    if (!vaultIdText.test(vaultId)) throw new TypeError("This is no vault's id.");
    return join(folder, `${vaultId}.json`);
  };
  return {
    async read(vaultId) {
      try {
        return JSON.parse(await readFile(fileOf(vaultId), "utf8")) as VaultPin;
      } catch (error) {
        if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
        throw error;
      }
    },
    async write(vaultId, pin) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const file = fileOf(vaultId);
      const partial = `${file}.${process.pid}.new`;
      try {
        await writeWhole(partial, JSON.stringify(pin));
        await rename(partial, file);
      } catch (error) {
        await rm(partial, { force: true });
        throw error;
      }
    },
  };
}

async function writeWhole(file: string, text: string): Promise<void> {
  await using handle = await open(file, "w", 0o600);
  await handle.writeFile(text);
  await handle.sync();
}
