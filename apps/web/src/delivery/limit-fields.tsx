"use client";

import { Field, TextInput } from "../design/field.tsx";
import { type DeliveryField, fieldLabels } from "./delivery-draft.ts";
import { type FieldGroupProps, fieldGrid } from "./field-props.ts";

type LimitField = Extract<
  DeliveryField,
  "visitorRate" | "maxConcurrent" | "bytesPerSecond" | "maxRequestBytes" | "answerHeadMs"
>;

interface LimitWords {
  field: LimitField;
  unit: string;
  hint: string;
  mode: "numeric" | "decimal" | "text";
  /** What an empty field means. */
  empty?: string;
  /** Its name for an app of raw TCP; other limits know requests only. */
  tcpLabel?: string;
}

const limits: readonly LimitWords[] = [
  {
    field: "visitorRate",
    unit: "of one address",
    hint: "Twice as many may come at once. Beyond that: 429, with the time to wait.",
    mode: "numeric",
    empty: "No limit",
  },
  {
    field: "maxConcurrent",
    unit: "at all relays together",
    hint: "1 to 1,024, of which each relay lets its equal share in. One more is refused, and may come again in a moment.",
    mode: "numeric",
    tcpLabel: "Connections at once",
  },
  {
    field: "bytesPerSecond",
    unit: "each way",
    hint: "Such as 2 MiB. Transfers become slower; nothing is cut off for it.",
    mode: "text",
    empty: "No limit",
    tcpLabel: fieldLabels.bytesPerSecond,
  },
  {
    field: "maxRequestBytes",
    unit: "at most",
    hint: "Such as 100 MiB. A larger upload is refused with 413 at that byte.",
    mode: "text",
    empty: "No limit",
  },
  {
    field: "answerHeadMs",
    unit: "seconds",
    hint: "From the end of a request to the begin of its answer. Later: 504.",
    mode: "decimal",
  },
];

/** What the relays let through to an app, and how long they wait for it. */
export function LimitFields({
  http,
  draft,
  problems,
  readOnly,
  onEdit,
}: FieldGroupProps & { http: boolean }) {
  const shown = http ? limits : limits.filter(({ tcpLabel }) => tcpLabel !== undefined);
  return (
    <div className={fieldGrid}>
      {shown.map(({ field, unit, hint, mode, empty, tcpLabel }) => (
        <Field
          key={field}
          label={
            <>
              {(!http && tcpLabel) || fieldLabels[field]}{" "}
              <span className="font-normal text-ink-3">{unit}</span>
            </>
          }
          hint={hint}
          error={problems[field]}
        >
          {(control) => (
            <TextInput
              {...control}
              value={draft[field]}
              placeholder={empty}
              disabled={readOnly}
              inputMode={mode}
              autoComplete="off"
              onChange={(event) => onEdit({ [field]: event.target.value })}
            />
          )}
        </Field>
      ))}
    </div>
  );
}
