import { stat } from "node:fs/promises";
import { type Command, InvalidArgumentError } from "commander";
import { AgentError } from "../errors.ts";
import { pushPhotos } from "../photos/push.ts";
import { createPushReport, describeCounts } from "../photos/push-report.ts";
import { ensureStateFolder } from "../state/folder.ts";
import { addCommand, consoleAddress, type Run } from "./command-set.ts";
import type { CommandContext } from "./context.ts";
import type { Shutdown } from "./shutdown.ts";
import { type ConsoleOptions, type SignedIn, signedIn } from "./signed-in.ts";

interface PushOptions extends ConsoleOptions {
  readonly album?: string;
  readonly tag: readonly string[];
  readonly publish?: boolean;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly concurrency: number;
  readonly dryRun?: boolean;
}

/** Photos of this machine in the gallery of an organization. */
export function addPhotoCommands(program: Command, run: Run, shutdown: Shutdown): void {
  const photos = program.command("photos").description("photos of this machine in a gallery");
  addCommand(photos, "push <folder>", "upload what the gallery has not yet")
    .option("--album <slug>", "put new photos into this album")
    .option("--tag <tag>", "give new photos this tag; may be repeated", collect, [])
    .option("--publish", "publish new photos")
    .option("--include <glob>", "only files that match; may be repeated", collect, [])
    .option("--exclude <glob>", "no files that match; may be repeated", collect, [])
    .option("--concurrency <count>", "files sent at once, 1 to 8", sentAtOnce, 3)
    .option("--dry-run", "only say what would be sent")
    .option("--url <address>", "address of the console", consoleAddress)
    .option("--org <organization>", "organization, when you are in several")
    .action(
      run((ctx, folder: string, options: PushOptions) => push(ctx, folder, options, shutdown)),
    );
}

/** `homeport photos push`: may be stopped at any moment and run again; what is there is not sent twice. */
async function push(
  ctx: CommandContext,
  folder: string,
  options: PushOptions,
  shutdown: Shutdown,
): Promise<void> {
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) throw new AgentError("FOLDER_UNREADABLE", { detail: folder });
  const console = await signedIn(ctx, options);
  await ensureStateFolder(ctx.folder);
  const { dryRun: isDryRun = false, publish: publishes = false, tag: tags } = options;
  const { include, exclude, concurrency } = options;
  const report = createPushReport(ctx.output, { isTerminal: ctx.isTerminal, isDryRun });
  const stop = new AbortController();
  void shutdown.asked.then(() => stop.abort(new AgentError("PUSH_STOPPED")));
  const albumId = options.album === undefined ? undefined : await findAlbum(console, options.album);
  await pushPhotos(
    { console, photos: ctx.files.photos, report, signal: stop.signal },
    { folder, include, exclude, albumId, tags, concurrency, isDryRun, publishes },
  );
  const { counts } = report;
  ctx.output.record(JSON.stringify({ event: "end", ...counts }), describeCounts(counts));
  if (counts.refused > 0)
    throw new AgentError("PHOTOS_REFUSED", { detail: String(counts.refused) });
}

async function findAlbum(console: SignedIn, slug: string): Promise<string> {
  const albums = await console.ask((api) => api.gallery.albums.list.query());
  const found = albums.find((album) => album.slug === slug);
  if (found !== undefined) return found.albumId;
  throw new AgentError("USAGE_WRONG", { detail: `there is no album ${slug}` });
}

function collect(text: string, all: readonly string[]): string[] {
  return [...all, text];
}

function sentAtOnce(text: string): number {
  if (/^[1-8]$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Give a whole number from 1 to 8.");
}
