import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { z } from "zod";

/** What the second reader finds in one file: values by names like `GPS:GPSLatitude`. */
export type FoundTags = Readonly<Record<string, unknown>>;

const answerOf = z.array(z.record(z.string(), z.unknown()));
const most = 64 * 1024 * 1024;

/**
 * Reads every file of a folder by one process of exiftool, whatever is embedded in them and unknown to it included; answers by the
 * names of the files. What it says of a file that it cannot read is among the tags, as `ExifTool:Error`.
 */
export async function readByExiftool(folder: string): Promise<ReadonlyMap<string, FoundTags>> {
  const args = ["-json", "-G1:4", "-a", "-u", "-U", "-ee", "-q", "-ext", "*", folder];
  const { stdout } = await promisify(execFile)("exiftool", args, { maxBuffer: most });
  const files = answerOf.parse(JSON.parse(stdout));
  return new Map(files.map((tags) => [String(tags["System:FileName"]), tags]));
}

/** Of the file itself and of its colours. A warning says that a block is blank, as we leave those of an AVIF; an error is none. */
const ofTheFile = /^(SourceFile|System:|ExifTool:(ExifToolVersion|(Copy\d+:)?Warning)$|ICC)/;
/** Of its container and its pixels, which may say more than that. */
const ofThePixels = /^(File|JFIF|PNG|PNG-pHYs|RIFF|GIF|Meta|QuickTime|Composite):/;
/** Whatever group they stand in. */
const tellingNames = /GPS|Serial|Owner|Artist|Author|Creator|Comment|Copyright|Camera|Date|Text/;

/** What of these tags tells anything but pixels and how they lie. */
export function tellingTags(tags: FoundTags): string[] {
  return Object.keys(tags).filter((name) => {
    if (ofTheFile.test(name) || name === "IFD0:Orientation") return false;
    return !ofThePixels.test(name) || tellingNames.test(name);
  });
}
