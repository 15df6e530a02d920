import { readFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { type CleanFormat, cleanCopy, Uncopied } from "@homeport/gallery/decode";
import type { Metadata } from "sharp";
import type { DecodeRequest, SentAnswer } from "../decoder-protocol.ts";
import { lookAt } from "./look.ts";
import { Refusal } from "./refusal.ts";
import { throwIfStopped } from "./stopping.ts";

type Cleaned = Omit<Extract<SentAnswer, { kind: "clean" }>, "cpuMs">;

/** A copy for others, as `clean` in the folder: the file is walked, and no pixel of it is decoded. */
export async function clean({ source, folder, limits }: DecodeRequest): Promise<Cleaned> {
  const { metadata, width, height } = await lookAt({ source, limits });
  throwIfStopped();
  const orientation = metadata.orientation ?? 1;
  // At once, and so without a second buffer: what is read piece by piece is put together at the end.
  const parts = copyOf(formatOf(metadata), readFileSync(source), orientation);
  await using file = await open(`${folder}/clean`, "w");
  for (const part of parts) await file.writeFile(part);
  return { kind: "clean", orientation, width, height };
}

function formatOf({ format, compression }: Metadata): CleanFormat {
  if (format === "jpeg" || format === "png" || format === "webp" || format === "gif") return format;
  if (format === "heif" && compression === "av1") return "avif";
  throw new Refusal("UNSUPPORTED_FORMAT", `nothing here writes ${compression ?? format}`);
}

function copyOf(format: CleanFormat, bytes: Buffer, orientation: number) {
  try {
    return cleanCopy(format, bytes, orientation);
  } catch (error) {
    if (error instanceof Uncopied) throw new Refusal(error.code, error.message);
    throw error;
  }
}
