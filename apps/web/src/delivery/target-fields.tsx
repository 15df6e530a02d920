"use client";

import type { Delivery } from "../apps/app-types.ts";
import { Field, TextInput } from "../design/field.tsx";
import { Select } from "../design/select.tsx";
import { Switch } from "../design/switch.tsx";
import {
  fieldLabels,
  hostHeaderWords,
  proxyWords,
  speaksTls,
  transformerWords,
} from "./delivery-draft.ts";
import { type FieldGroupProps, fieldGrid } from "./field-props.ts";
import { TargetStatus } from "./target-status.tsx";

const hostHeaders = [
  { value: "public", label: hostHeaderWords.public, note: "What the visitor asked for" },
  { value: "target", label: hostHeaderWords.target, note: "Host and port of the target" },
  { value: "custom", label: hostHeaderWords.custom, note: "For programs that know one name only" },
] as const;

const proxyProtocols = [
  { value: "off", label: proxyWords.off },
  { value: "v1", label: proxyWords.v1, note: "One line in front of each connection" },
  { value: "v2", label: proxyWords.v2, note: "For programs that ask for version 2" },
] as const;

const transformers = [
  { value: "superjson", label: transformerWords.superjson, note: "As most tRPC apps set it" },
  { value: "none", label: transformerWords.none },
] as const;

/** Where the target is, how the host last reached it, and what it is told of a visit. */
export function TargetFields({
  delivery,
  draft,
  problems,
  readOnly,
  onEdit,
}: FieldGroupProps & { delivery: Delivery }) {
  const http = delivery.protocol === "http";
  return (
    <div className={fieldGrid}>
      <Field
        label={fieldLabels.target}
        hint={
          delivery.targetFrom === "declared"
            ? "Declared by the host itself. Once changed here, the host's word no longer counts."
            : "A port, or an address such as http://127.0.0.1:3000."
        }
        error={problems.target}
      >
        {(control) => (
          <TextInput
            {...control}
            value={draft.target}
            placeholder="Chosen by the host"
            disabled={readOnly}
            autoComplete="off"
            className="font-mono"
            onChange={(event) => onEdit({ target: event.target.value })}
          />
        )}
      </Field>
      <TargetStatus lastConnect={delivery.lastConnect} />
      {http && (
        <Field
          label={fieldLabels.hostHeader}
          hint="The name by which the program is asked."
          error={undefined}
        >
          {(control) => (
            <Select
              {...control}
              value={draft.hostHeader}
              options={hostHeaders}
              disabled={readOnly}
              onChange={(hostHeader) => onEdit({ hostHeader })}
            />
          )}
        </Field>
      )}
      {http && draft.hostHeader === "custom" && (
        <Field
          label={fieldLabels.hostHeaderValue}
          hint="A host name, with a port if it needs one."
          error={problems.hostHeaderValue}
        >
          {(control) => (
            <TextInput
              {...control}
              value={draft.hostHeaderValue}
              disabled={readOnly}
              autoComplete="off"
              className="font-mono"
              onChange={(event) => onEdit({ hostHeaderValue: event.target.value })}
            />
          )}
        </Field>
      )}
      <Field
        label={fieldLabels.proxyProtocol}
        hint="Tells the program the visitor's address. It must expect this, or it takes it for garbage."
      >
        {(control) => (
          <Select
            {...control}
            value={draft.proxyProtocol}
            options={proxyProtocols}
            disabled={readOnly}
            onChange={(proxyProtocol) => onEdit({ proxyProtocol })}
          />
        )}
      </Field>
      {http && (
        <Field
          label={fieldLabels.trpcTransformer}
          hint="How tRPC clients of this app read an error that a relay answers."
        >
          {(control) => (
            <Select
              {...control}
              value={draft.trpcTransformer}
              options={transformers}
              disabled={readOnly}
              onChange={(trpcTransformer) => onEdit({ trpcTransformer })}
            />
          )}
        </Field>
      )}
      {speaksTls(draft.target) && (
        <Switch
          label={fieldLabels.tlsVerify}
          note="Turn off only for a certificate that the program made itself, on the host itself."
          checked={draft.tlsVerify}
          disabled={readOnly}
          onChange={(tlsVerify) => onEdit({ tlsVerify })}
        />
      )}
    </div>
  );
}
