"use client";

import { cn } from "../design/class-names.ts";
import { controlClass, Field } from "../design/field.tsx";
import type { ReadJson } from "./read-json.ts";

export interface JsonFieldProps {
  label: string;
  text: string;
  read: ReadJson;
  onChange: (text: string) => void;
}

/** A document as text; while it is none, it says why and where. */
export function JsonField({ label, text, read, onChange }: JsonFieldProps) {
  return (
    <Field label={label} error={read.isGood ? undefined : read.why}>
      {(control) => (
        <textarea
          {...control}
          spellCheck={false}
          autoCapitalize="none"
          value={text}
          onChange={({ target }) => onChange(target.value)}
          className={cn(controlClass, "h-56 resize-y py-2 font-mono text-sm")}
        />
      )}
    </Field>
  );
}
