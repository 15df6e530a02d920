"use client";

import { Button } from "../design/button.tsx";
import { controlClass, Field, type FieldControl, TextInput } from "../design/field.tsx";
import { Switch } from "../design/switch.tsx";
import { useMay } from "../shell/viewer.tsx";
import { type EditDraft, type FileField, fieldLabels } from "./edit-draft.ts";
import type { Edit } from "./use-edit.ts";

type TextName = Exclude<keyof EditDraft, "onHome">;

export function EditFields({ edit }: { edit: Edit }) {
  const mayPublish = useMay("gallery.publish");
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <TextField edit={edit} name="title" file="title" isWide />
      <TextField edit={edit} name="caption" file="caption" isWide isLong />
      <TextField
        edit={edit}
        name="altText"
        hint="What it shows, for whoever cannot see it. Empty, its title is read."
        isWide
      />
      <TextField edit={edit} name="tags" file="tags" hint="Separated by commas." isWide />
      <TextField edit={edit} name="credit" />
      <TextField edit={edit} name="license" />
      <TextField
        edit={edit}
        name="taken"
        file="taken"
        hint="As the camera's clock showed it."
        type="datetime-local"
        isWide
      />
      <TextField edit={edit} name="latitude" file="location" />
      <TextField edit={edit} name="longitude" />
      {mayPublish && (
        <div className="sm:col-span-2">
          <Switch
            label="On the front page"
            note="Counts for a photo in no album; what is in a public album is shown there anyway."
            checked={edit.draft.onHome}
            onChange={(onHome) => edit.set({ onHome })}
          />
        </div>
      )}
    </div>
  );
}

interface TextFieldProps {
  edit: Edit;
  name: TextName;
  /** The field by which a file speaks of the same. */
  file?: FileField;
  hint?: string;
  type?: "datetime-local";
  isWide?: boolean;
  isLong?: boolean;
}

function TextField({ edit, name, file, hint, type, isWide, isLong }: TextFieldProps) {
  const isGiven = isGivenBack(edit, name, file);
  const error = edit.problems[name];
  const shared = (control: FieldControl) => ({
    ...control,
    value: edit.draft[name],
    disabled: isGiven,
    autoCapitalize: "sentences" as const,
  });
  return (
    <div className={isWide ? "grid content-start gap-1 sm:col-span-2" : "grid content-start gap-1"}>
      <Field
        label={fieldLabels[name]}
        hint={isGiven ? "Comes from the file again, once it has been read." : hint}
        error={error}
      >
        {(control) =>
          isLong ? (
            <textarea
              {...shared(control)}
              rows={3}
              maxLength={5_000}
              className={`${controlClass} h-auto py-2`}
              onChange={({ target }) => edit.set({ [name]: target.value })}
            />
          ) : (
            <TextInput
              {...shared(control)}
              {...(type === undefined ? {} : { type, step: 1 })}
              onChange={({ target }) => edit.set({ [name]: target.value })}
            />
          )
        }
      </Field>
      {file !== undefined && edit.base.editedFields.includes(file) && (
        <Button
          look="ghost"
          size="sm"
          className="-ml-2 justify-self-start"
          aria-pressed={isGiven}
          aria-label={`Use the file's value for ${file}`}
          onClick={() => edit.giveBack(file, !isGiven)}
        >
          {isGiven ? "Keep what was written" : "Use the file's value"}
        </Button>
      )}
    </div>
  );
}

/** Both halves of a place go together. */
function isGivenBack(edit: Edit, name: TextName, file: FileField | undefined): boolean {
  const spoken = name === "longitude" ? "location" : file;
  return spoken !== undefined && edit.fromFile.has(spoken);
}
