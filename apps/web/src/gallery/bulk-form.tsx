"use client";

import { type FormEvent, type ReactNode, useState } from "react";
import { Button } from "../design/button.tsx";
import { Actions, Dialog } from "../design/dialog.tsx";
import { Field, TextInput } from "../design/field.tsx";
import { Select } from "../design/select.tsx";
import { readPlace, readTags } from "./edit-draft.ts";
import type { BulkChange } from "./gallery-query.ts";
import { useTags } from "./use-images.ts";

export type BulkForm = "add-tags" | "remove-tags" | "set-texts" | "set-place" | "shift-taken";

const titles: Readonly<Record<BulkForm, string>> = {
  "add-tags": "Add tags",
  "remove-tags": "Remove a tag",
  "set-texts": "Set title, credit and license",
  "set-place": "Set the place",
  "shift-taken": "Shift the time",
};

export interface BulkFormProps {
  form: BulkForm;
  busy: boolean;
  onChange: (change: BulkChange, done: string) => void;
  onClose: () => void;
}

/** What a change of many photos has to be told first. */
export function BulkFormDialog(props: BulkFormProps) {
  return (
    <Dialog open onOpenChange={props.onClose} title={titles[props.form]}>
      <Fields {...props} />
    </Dialog>
  );
}

function Fields(props: BulkFormProps) {
  switch (props.form) {
    case "add-tags":
      return <AddTags {...props} />;
    case "remove-tags":
      return <RemoveTag {...props} />;
    case "set-texts":
      return <SetTexts {...props} />;
    case "set-place":
      return <SetPlace {...props} />;
    case "shift-taken":
      return <ShiftTaken {...props} />;
  }
}

interface FormProps extends BulkFormProps {
  /** Null while what is typed says nothing that could be done. */
  change: BulkChange | null;
  done: string;
  verb: string;
  children: ReactNode;
}

function Form({ change, done, verb, busy, onChange, onClose, children }: FormProps) {
  function submit(event: FormEvent) {
    event.preventDefault();
    if (change !== null) onChange(change, done);
  }
  return (
    <form onSubmit={submit} className="grid gap-4">
      {children}
      <Actions className="mt-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button look="primary" type="submit" busy={busy} disabled={change === null}>
          {verb}
        </Button>
      </Actions>
    </form>
  );
}

function AddTags(props: BulkFormProps) {
  const [text, setText] = useState("");
  const names = readTags(text);
  const change = names.length === 0 ? null : ({ kind: "add-tags", names } as const);
  return (
    <Form {...props} change={change} done="tagged" verb="Add tags">
      <Field label="Tags" hint="Separated by commas.">
        {(control) => (
          <TextInput
            {...control}
            autoFocus
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
        )}
      </Field>
    </Form>
  );
}

function RemoveTag(props: BulkFormProps) {
  const tags = useTags();
  const [tagId, setTagId] = useState<string>();
  const options = (tags.data?.pages.flatMap(({ items }) => items) ?? []).map((tag) => ({
    ...{ value: tag.tagId, label: tag.name, note: `${tag.images}` },
  }));
  const change = tagId === undefined ? null : ({ kind: "remove-tags", tagIds: [tagId] } as const);
  return (
    <Form
      {...props}
      change={change === null ? null : { kind: "remove-tags", tagIds: [...change.tagIds] }}
      done="changed"
      verb="Remove the tag"
    >
      <Field label="Tag">
        {(control) => (
          <Select
            {...control}
            value={tagId}
            options={options}
            placeholder="Choose one"
            onChange={setTagId}
          />
        )}
      </Field>
    </Form>
  );
}

const textFields = [
  { name: "title", label: "Title" },
  { name: "credit", label: "Credit" },
  { name: "license", label: "License" },
] as const;

function SetTexts(props: BulkFormProps) {
  const [texts, setTexts] = useState({ title: "", credit: "", license: "" });
  const given = Object.fromEntries(Object.entries(texts).filter(([, text]) => text.trim() !== ""));
  const change = Object.keys(given).length === 0 ? null : { kind: "set-texts" as const, ...given };
  return (
    <Form {...props} change={change} done="changed" verb="Set them">
      {textFields.map(({ name, label }) => (
        <Field key={name} label={label} hint="Left empty, it stays as it is.">
          {(control) => (
            <TextInput
              {...control}
              autoCapitalize="sentences"
              maxLength={200}
              value={texts[name]}
              onChange={({ target }) => setTexts({ ...texts, [name]: target.value })}
            />
          )}
        </Field>
      ))}
    </Form>
  );
}

function SetPlace(props: BulkFormProps) {
  const [latitude, setLatitude] = useState("");
  const [longitude, setLongitude] = useState("");
  const place = readPlace({ latitude, longitude });
  return (
    <Form
      {...props}
      change={place === undefined ? null : { kind: "set-place", place }}
      done="placed"
      verb={place === null ? "Take the place away" : "Set the place"}
    >
      <p className="text-ink-2 text-sm">Both empty takes the place away from these photos.</p>
      <Coordinate label="Latitude" value={latitude} onChange={setLatitude} />
      <Coordinate label="Longitude" value={longitude} onChange={setLongitude} />
    </Form>
  );
}

function Coordinate(props: { label: string; value: string; onChange: (value: string) => void }) {
  return (
    <Field label={props.label} hint="In degrees, such as 48.8584 or -0.1">
      {(control) => (
        <TextInput
          {...control}
          inputMode="decimal"
          value={props.value}
          onChange={({ target }) => props.onChange(target.value)}
        />
      )}
    </Field>
  );
}

const dayMinutes = 24 * 60;

function ShiftTaken(props: BulkFormProps) {
  const [days, setDays] = useState("0");
  const [hours, setHours] = useState("0");
  const [minutes, setMinutes] = useState("0");
  const total = Number(days) * dayMinutes + Number(hours) * 60 + Number(minutes);
  const isSaid = Number.isInteger(total) && total !== 0;
  const parts = [
    ["Days", days, setDays],
    ["Hours", hours, setHours],
    ["Minutes", minutes, setMinutes],
  ] as const;
  return (
    <Form
      {...props}
      change={isSaid ? { kind: "shift-taken", minutes: total } : null}
      done="shifted"
      verb="Shift the time"
    >
      <p className="text-ink-2 text-sm">Below zero moves them into the past.</p>
      <div className="grid grid-cols-3 gap-3">
        {parts.map(([label, value, onValue]) => (
          <Field key={label} label={label}>
            {(control) => (
              <TextInput
                {...control}
                type="number"
                step={1}
                value={value}
                onChange={({ target }) => onValue(target.value)}
              />
            )}
          </Field>
        ))}
      </div>
    </Form>
  );
}
