import { Field, TextInput } from "../design/field.tsx";
import { Select } from "../design/select.tsx";
import { Switch } from "../design/switch.tsx";
import type { Setting } from "../public-catalog/catalog-types.ts";
import type { SettingValue } from "./install-draft.ts";

export interface SettingFieldProps {
  setting: Setting;
  value: SettingValue | undefined;
  error: string | undefined;
  onChange: (value: SettingValue) => void;
  /** Whoever fills it in has done so. */
  onLeave: () => void;
}

/** One setting of an entry, asked for as what it is. */
export function SettingField({ setting, value, error, onChange, onLeave }: SettingFieldProps) {
  const { type, label, help, required, options = [], default: preset } = setting;
  const name = required === true ? label : `${label} (optional)`;
  if (type === "generated") {
    return (
      <div className="grid gap-0.5">
        <p className="font-medium text-ink text-sm">{label}</p>
        <p className="text-ink-3 text-sm">
          Made on the host, kept there, and shown to nobody.{help === undefined ? "" : ` ${help}`}
        </p>
      </div>
    );
  }
  if (type === "boolean") {
    const checked = value === undefined ? preset === true : value === true;
    return <Switch label={label} note={help} checked={checked} onChange={onChange} />;
  }
  return (
    <Field label={name} hint={help} error={error}>
      {(control) =>
        type === "select" ? (
          <Select
            {...control}
            value={String(value ?? preset ?? "")}
            placeholder="Choose one"
            options={options.map((option) => ({ value: option.value, label: option.label }))}
            onChange={(chosen) => {
              onChange(chosen);
              onLeave();
            }}
          />
        ) : (
          <TextInput
            {...control}
            type={type === "password" ? "password" : "text"}
            inputMode={type === "number" ? "decimal" : type === "url" ? "url" : undefined}
            autoComplete={type === "password" ? "new-password" : "off"}
            placeholder={preset === undefined ? undefined : String(preset)}
            value={String(value ?? "")}
            onChange={(event) => onChange(event.target.value)}
            onBlur={onLeave}
          />
        )
      }
    </Field>
  );
}
