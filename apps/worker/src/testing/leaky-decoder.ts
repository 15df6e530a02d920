import { writeFileSync } from "node:fs";

// A decoder's program as it must never be: whatever it is asked for, what it writes says words of the file that it read.

interface Asked {
  readonly kind: string;
  readonly folder: string;
}

const words = Buffer.from("RIFF\0\0\0\0WEBPVP8 http://ns.adobe.com/xap/1.0/", "latin1");
words.writeUInt32LE(words.length - 8, 4);
const sides = { width: 640, height: 480 };

process.on("message", ({ kind, folder }: Asked) => {
  if (kind === "clean") {
    writeFileSync(`${folder}/clean`, words);
    process.send?.({ kind, ...sides, orientation: 1, cpuMs: 1 });
    return;
  }
  writeFileSync(`${folder}/640.webp`, words);
  process.send?.({ kind, files: [{ edge: 640, ...sides }], cpuMs: 1 });
});
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
process.send?.({ kind: "ready" });
