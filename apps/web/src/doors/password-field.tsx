"use client";

import { Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { Button } from "../design/button.tsx";
import { Field, TextInput } from "../design/field.tsx";

export interface PasswordFieldProps {
  value: string;
  onChange: (value: string) => void;
  /** `new-password` lets a password manager offer one. */
  autoComplete: "current-password" | "new-password";
  hint?: string;
  error?: string | undefined;
  label?: string;
  autoFocus?: boolean;
}

export function PasswordField({
  value,
  onChange,
  autoComplete,
  hint,
  error,
  label = "Password",
  autoFocus = false,
}: PasswordFieldProps) {
  const [shown, setShown] = useState(false);
  return (
    <Field label={label} {...(hint === undefined ? {} : { hint })} error={error}>
      {(control) => (
        <div className="relative">
          <TextInput
            {...control}
            name="password"
            type={shown ? "text" : "password"}
            autoComplete={autoComplete}
            required
            autoFocus={autoFocus}
            maxLength={128}
            value={value}
            onChange={(event) => onChange(event.target.value)}
            className="h-10 pr-11"
          />
          <Button
            look="ghost"
            size="icon-sm"
            className="absolute top-1 right-1"
            aria-label={shown ? "Hide password" : "Show password"}
            aria-pressed={shown}
            onClick={() => setShown(!shown)}
          >
            {shown ? <EyeOff aria-hidden="true" /> : <Eye aria-hidden="true" />}
          </Button>
        </div>
      )}
    </Field>
  );
}
