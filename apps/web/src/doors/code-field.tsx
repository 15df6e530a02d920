"use client";

import { Field, TextInput } from "../design/field.tsx";

export interface CodeFieldProps {
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
}

const digits = 6;

/** The six digits that an authenticator app shows; browsers offer to fill them in. */
export function CodeField({ value, onChange, error }: CodeFieldProps) {
  return (
    <Field label="Code" hint="Six digits, from your authenticator app." error={error}>
      {(control) => (
        <TextInput
          {...control}
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          required
          autoFocus
          placeholder="000000"
          value={value}
          onChange={(event) => onChange(event.target.value.replace(/\D/g, "").slice(0, digits))}
          className="h-12 text-center font-mono text-lg tracking-[0.3em]"
        />
      )}
    </Field>
  );
}
