import type { AccessLevel } from "@homeport/gate";
import { Field } from "../design/field.tsx";
import { Select } from "../design/select.tsx";
import { levelOptions } from "./levels.ts";

export interface LevelFieldProps {
  level: AccessLevel;
  onChange: (level: AccessLevel) => void;
}

/** Who may open a new app; rules for its single paths come later. */
export function LevelField({ level, onChange }: LevelFieldProps) {
  return (
    <Field
      label="Who may open it"
      hint={
        level === "public"
          ? "Anyone who knows the address can open it, without signing in."
          : "Rules for single paths can be added afterwards."
      }
    >
      {(control) => (
        <Select {...control} value={level} options={levelOptions} onChange={onChange} />
      )}
    </Field>
  );
}
