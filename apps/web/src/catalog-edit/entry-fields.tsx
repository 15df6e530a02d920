"use client";

import { useState } from "react";
import { Field, TextInput } from "../design/field.tsx";
import { Select } from "../design/select.tsx";
import { Switch } from "../design/switch.tsx";
import { currentValue, type Values } from "./current-value.ts";
import type { EditProblem, FieldChange } from "./edit-types.ts";

export interface EntryFieldsProps {
  values: Values;
  /** Those that the form has changed and no answer has come for. */
  changes: readonly FieldChange[];
  problems: readonly EditProblem[];
  onField: (path: readonly string[], value: FieldChange["value"]) => void;
}

const texts = [
  { key: "name", label: "Name" },
  { key: "license", label: "License", hint: "An SPDX expression, such as MIT OR Apache-2.0." },
  {
    key: "summary",
    label: "Summary",
    hint: "One sentence of at most 140 characters.",
    className: "sm:col-span-2",
  },
  { key: "website", label: "Website" },
  { key: "source", label: "Source" },
  { key: "docs", label: "Documentation", optional: true },
  { key: "support", label: "Help", optional: true },
  { key: "upstreamAuthor", label: "Made by", optional: true },
  { key: "replacedBy", label: "Replaced by", hint: "The slug of another entry.", optional: true },
] as const;

const lists = [
  { key: "categories", label: "Categories", hint: "One to three, separated by commas." },
  { key: "tags", label: "Tags", hint: "At most ten, separated by commas." },
  { key: "maintainers", label: "Maintainers", hint: "Slugs, separated by commas." },
  { key: "architectures", label: "Architectures", hint: "amd64, arm64, armv7." },
] as const;

const statuses = [
  { value: "active", label: "Active", note: "Listed, and can be installed." },
  { value: "draft", label: "Draft", note: "Shown nowhere." },
  { value: "deprecated", label: "Deprecated", note: "Listed last, with a badge." },
  { value: "removed", label: "Removed", note: "Only at its own address, with its successor." },
] as const;

/** The keys of app.toml that a form can change one by one. All else is changed in its text. */
export function EntryFields({ values, changes, problems, onField }: EntryFieldsProps) {
  const currentOf = (key: string) => currentValue(values, changes, key);
  const problemOf = (key: string) =>
    problems.find((one) => one.path.endsWith("/app.toml") && one.key?.split(".")[0] === key)
      ?.message;
  const isFeatured = currentOf("featured") === true;
  return (
    <div className="grid items-start gap-4 sm:grid-cols-2">
      {texts.map(({ key, label, ...more }) => (
        <Field
          key={key}
          label={"optional" in more ? `${label}, if there is one` : label}
          error={problemOf(key)}
          {...("hint" in more ? { hint: more.hint } : {})}
          {...("className" in more ? { className: more.className } : {})}
        >
          {(control) => (
            <TextInput
              {...control}
              value={textOf(currentOf(key))}
              onChange={({ target }) =>
                onField([key], target.value === "" && "optional" in more ? null : target.value)
              }
            />
          )}
        </Field>
      ))}
      {lists.map(({ key, label, hint }) => (
        <ListField
          key={key}
          label={label}
          hint={hint}
          value={listOf(currentOf(key))}
          error={problemOf(key)}
          onChange={(items) => onField([key], items)}
        />
      ))}
      <Field label="Status" error={problemOf("status")}>
        {(control) => (
          <Select
            {...control}
            value={statuses.find(({ value }) => value === currentOf("status"))?.value}
            options={statuses}
            onChange={(status) => onField(["status"], status)}
          />
        )}
      </Field>
      <Switch
        label="Featured"
        note="Shown first."
        checked={isFeatured}
        onChange={(isOn) => onField(["featured"], isOn ? true : null)}
      />
    </div>
  );
}

interface ListFieldProps {
  label: string;
  hint: string;
  value: readonly string[];
  error: string | undefined;
  onChange: (items: string[]) => void;
}

/** Keeps what was typed while it comes to the same list: a comma at the end is no item yet. */
function ListField({ label, hint, value, error, onChange }: ListFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const shown = typed !== null && itemsOf(typed).join() === value.join() ? typed : value.join(", ");
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <TextInput
          {...control}
          value={shown}
          onChange={({ target }) => {
            setTyped(target.value);
            onChange(itemsOf(target.value));
          }}
        />
      )}
    </Field>
  );
}

function itemsOf(text: string): string[] {
  return text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
