"use client";

import { useId, useState } from "react";
import { Button } from "../design/button.tsx";
import { cn } from "../design/class-names.ts";
import { controlClass, Field, TextInput } from "../design/field.tsx";
import { Select } from "../design/select.tsx";
import type { EditProblem } from "./edit-types.ts";
import { folderOf } from "./new-entry.ts";
import { ProblemList } from "./problem-list.tsx";
import { readPicture } from "./read-picture.ts";
import type { Draft, DraftFile } from "./use-draft.ts";

export interface EntryFilesProps {
  slug: string;
  draft: Draft;
  problems: readonly EditProblem[];
}

/** Every file of an entry, and its text. */
export function EntryFiles({ slug, draft, problems }: EntryFilesProps) {
  const folder = folderOf(slug);
  const shown = draft.files.filter(({ isGone }) => !isGone);
  const [chosen, setChosen] = useState(`${folder}/app.toml`);
  const file = shown.find(({ path }) => path === chosen) ?? shown[0];
  return (
    <div className="grid gap-4">
      <Field label="File">
        {(control) => (
          <Select
            {...control}
            value={file?.path}
            options={shown.map((one) => ({
              value: one.path,
              label: one.path.slice(folder.length + 1),
              ...(countOf(problems, one) === 0 ? {} : { note: `${countOf(problems, one)} wrong` }),
            }))}
            onChange={setChosen}
          />
        )}
      </Field>
      {file !== undefined && (
        <FileText key={file.path} file={file} draft={draft} problems={problems} />
      )}
      <AddFile folder={folder} draft={draft} onAdded={setChosen} />
    </div>
  );
}

function countOf(problems: readonly EditProblem[], { path }: DraftFile): number {
  return problems.filter((one) => one.path === path).length;
}

interface FileTextProps {
  file: DraftFile;
  draft: Draft;
  problems: readonly EditProblem[];
}

function FileText({ file, draft, problems }: FileTextProps) {
  const own = problems.filter(({ path }) => path === file.path);
  const isMain = file.path.endsWith("/app.toml");
  return (
    <div className="grid gap-3">
      {file.text === null ? (
        <p className="text-ink-2 text-sm">
          {file.base64 === null ? "A picture, as it is served." : "A picture that was chosen."}
        </p>
      ) : (
        <Field label="Text">
          {(control) => (
            <textarea
              {...control}
              spellCheck={file.path.endsWith(".md")}
              autoCapitalize="none"
              value={file.text ?? ""}
              onChange={({ target }) => draft.setText(file.path, target.value)}
              className={cn(controlClass, "h-96 resize-y py-2 font-mono text-sm leading-6")}
            />
          )}
        </Field>
      )}
      {own.length > 0 && <ProblemList problems={own} />}
      {!isMain && (
        <div>
          <Button size="sm" look="danger" onClick={() => draft.removeFile(file.path)}>
            Take this file away
          </Button>
        </div>
      )}
    </div>
  );
}

interface AddFileProps {
  folder: string;
  draft: Draft;
  onAdded: (path: string) => void;
}

/** Adds a text file by its name, or a picture by choosing it. */
function AddFile({ folder, draft, onAdded }: AddFileProps) {
  const [name, setName] = useState("");
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const pictureId = useId();
  function add() {
    const path = `${folder}/${name.trim()}`;
    draft.addFile(path, { text: "" });
    onAdded(path);
    setName("");
  }
  async function choose(chosen: File | undefined) {
    if (chosen === undefined) return;
    const read = await readPicture(chosen);
    setProblem(read.problem);
    if (read.base64 === null) return;
    const path = `${folder}/assets/${chosen.name}`;
    draft.addFile(path, { base64: read.base64 });
    onAdded(path);
  }
  return (
    <div className="grid gap-4 border-line border-t pt-4 sm:grid-cols-2">
      <Field label="Add a text file" hint="compose.yml, or releases/1.0.0.toml">
        {(control) => (
          <div className="flex gap-2">
            <TextInput
              {...control}
              value={name}
              onChange={({ target }) => setName(target.value)}
              className="font-mono"
            />
            <Button disabled={name.trim() === ""} onClick={add}>
              Add
            </Button>
          </div>
        )}
      </Field>
      <div className="grid content-start gap-1.5">
        <label htmlFor={pictureId} className="font-medium text-ink text-sm">
          Add a picture
        </label>
        <input
          id={pictureId}
          type="file"
          accept=".svg,.png,.webp,.jpg"
          className="text-ink-2 text-sm"
          onChange={({ target }) => void choose(target.files?.[0])}
        />
        <p className="text-ink-3 text-sm">Icons to 64 KiB, screenshots to 512 KiB.</p>
        {problem !== undefined && (
          <p role="alert" className="text-bad text-sm">
            {problem}
          </p>
        )}
      </div>
    </div>
  );
}
