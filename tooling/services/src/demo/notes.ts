import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const noteSchema = z.object({
  id: z.number().int().positive(),
  text: z.string().min(1).max(2_000),
  author: z.string().max(200),
  atMs: z.number().int(),
});

/** One note as the page shows it; `atMs` is epoch milliseconds. */
export type Note = z.infer<typeof noteSchema>;

/** The notes of the sample app, kept in one file and announced to whoever watches. */
export interface Notes {
  list(): readonly Note[];
  add(text: string, author: string): Promise<Note>;
  remove(id: number): Promise<boolean>;
  /** Calls `onChange` after every change until the returned function is called. */
  watch(onChange: () => void): () => void;
}

/**
 * Opens `notes.json` in `folder`. A missing file is an empty list; a damaged one is an error, so
 * that nothing a person wrote is overwritten.
 */
export async function openNotes(folder: string): Promise<Notes> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, "notes.json");
  let notes = await readNotes(file);
  let saving: Promise<void> = Promise.resolve();
  const watchers = new Set<() => void>();

  async function save(next: readonly Note[]): Promise<void> {
    notes = next;
    // Writes follow one another: two requests at once must not rename over each other.
    saving = saving.then(async () => {
      await writeFile(`${file}.new`, JSON.stringify(next, null, 2));
      await rename(`${file}.new`, file);
    });
    await saving;
    for (const onChange of watchers) onChange();
  }

  return {
    list: () => notes,
    async add(text, author) {
      const id = notes.reduce((highest, note) => Math.max(highest, note.id), 0) + 1;
      const note = noteSchema.parse({ id, text: text.trim(), author, atMs: Date.now() });
      await save([note, ...notes].slice(0, 200));
      return note;
    },
    async remove(id) {
      const kept = notes.filter((note) => note.id !== id);
      if (kept.length === notes.length) return false;
      await save(kept);
      return true;
    },
    watch(onChange) {
      watchers.add(onChange);
      return () => watchers.delete(onChange);
    },
  };
}

async function readNotes(file: string): Promise<readonly Note[]> {
  try {
    return z.array(noteSchema).parse(JSON.parse(await readFile(file, "utf8")));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw new Error(`${file} cannot be read as notes; move it away to start with none`, {
      cause: error,
    });
  }
}
