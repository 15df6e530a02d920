"use client";

import { type FormEvent, useState } from "react";
import { Button } from "../design/button.tsx";
import { Field, TextInput } from "../design/field.tsx";
import { Select } from "../design/select.tsx";
import {
  type IdleChoice,
  idleBounds,
  idleChoices,
  idleMsOf,
  idleUnits,
  splitIdle,
} from "./idle-choice.ts";

export interface IdleFieldProps {
  idleStopMs: number | null;
  disabled: boolean;
  hint: string;
  onChange: (idleStopMs: number | null) => void;
}

/** After how long without visitors an app is stopped: a usual time, one of one's own, or never. */
export function IdleField({ idleStopMs, disabled, hint, onChange }: IdleFieldProps) {
  const [writing, setWriting] = useState(false);
  const { chosen, options } = idleChoices(idleStopMs);
  function choose(choice: IdleChoice) {
    setWriting(choice === "custom");
    if (choice === "never") {
      onChange(null);
    } else if (choice !== "custom") {
      onChange(Number(choice));
    }
  }
  return (
    <div className="grid gap-3">
      <Field label="Stop when nobody visits" hint={hint}>
        {(control) => (
          <Select
            {...control}
            value={writing ? "custom" : chosen}
            options={options}
            disabled={disabled}
            onChange={choose}
          />
        )}
      </Field>
      {writing && !disabled && (
        <CustomTime
          initialMs={idleStopMs ?? idleBounds.minMs * 30}
          onTime={(ms) => {
            setWriting(false);
            onChange(ms);
          }}
        />
      )}
    </div>
  );
}

function CustomTime({ initialMs, onTime }: { initialMs: number; onTime: (ms: number) => void }) {
  const initial = splitIdle(initialMs);
  const [count, setCount] = useState(String(initial.count));
  const [unit, setUnit] = useState(initial.unit);
  const ms = /^\d{1,6}$/.test(count.trim()) ? idleMsOf(Number(count), unit) : 0;
  const isFine = ms >= idleBounds.minMs && ms <= idleBounds.maxMs;
  function submit(event: FormEvent) {
    event.preventDefault();
    if (isFine) {
      onTime(ms);
    }
  }
  return (
    <form onSubmit={submit} className="grid grid-cols-[5rem_1fr_auto] items-start gap-2" noValidate>
      <Field
        label={<span className="sr-only">How long</span>}
        error={isFine ? undefined : "1 min to 1 year"}
      >
        {(control) => (
          <TextInput
            {...control}
            value={count}
            inputMode="numeric"
            autoFocus
            onChange={(event) => setCount(event.target.value)}
          />
        )}
      </Field>
      <div className="grid gap-1.5">
        <span className="sr-only">Unit</span>
        <Select aria-label="Unit" value={unit} options={idleUnits} onChange={setUnit} />
      </div>
      <Button type="submit" disabled={!isFine}>
        Set
      </Button>
    </form>
  );
}
