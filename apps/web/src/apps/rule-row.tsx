"use client";

import type { AccessRule } from "@homeport/gate";
import { Lock, Trash2 } from "lucide-react";
import { Button } from "../design/button.tsx";
import { TextInput } from "../design/field.tsx";
import { Select } from "../design/select.tsx";
import { Tooltip } from "../design/tooltip.tsx";
import { LevelBadge } from "./level-badge.tsx";
import { levelOptions } from "./levels.ts";
import { describeAudience, RolesField } from "./roles-field.tsx";
import { type DraftRule, isRoot } from "./rules-draft.ts";

const matchOptions = [
  { value: "prefix", label: "and below", note: "The path and everything under it" },
  { value: "exact", label: "exactly", note: "This path alone" },
] as const;

export interface RuleRowProps {
  rule: DraftRule;
  problem: string | undefined;
  readOnly: boolean;
  onChange: (part: Partial<AccessRule>) => void;
  onRemove: () => void;
  onSettle: () => void;
}

export function RuleRow(props: RuleRowProps) {
  return (
    <li className="px-4 py-3 sm:px-5">
      {props.readOnly ? <ShownRule rule={props.rule} /> : <EditedRule {...props} />}
      {props.problem !== undefined && (
        <p role="alert" className="mt-1.5 text-bad text-sm">
          {props.problem}
        </p>
      )}
    </li>
  );
}

function ShownRule({ rule }: { rule: DraftRule }) {
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1.5">
      <code className="wrap-anywhere min-w-0 flex-1 text-ink">{rule.path}</code>
      <span className="text-ink-3 text-sm">
        {rule.match === "prefix" ? "and below" : "exactly"}
      </span>
      <LevelBadge level={rule.level} />
      {rule.level === "members" && (
        <span className="text-ink-3 text-sm">{describeAudience(rule.audience)}</span>
      )}
    </div>
  );
}

function EditedRule({ rule, problem, onChange, onRemove, onSettle }: RuleRowProps) {
  const root = isRoot(rule) && !rule.key.startsWith("new-");
  return (
    <>
      <div className="grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)_2rem] items-center gap-2 sm:grid-cols-[minmax(0,2fr)_minmax(7.5rem,0.8fr)_minmax(7.5rem,0.9fr)_2rem]">
        {root ? (
          <p className="flex h-9 items-center gap-2 max-sm:col-span-3 sm:col-span-2">
            <code className="text-ink">/</code>
            <span className="text-ink-3 text-sm">everything else</span>
          </p>
        ) : (
          <>
            <TextInput
              aria-label="Path"
              aria-invalid={problem === undefined ? undefined : true}
              value={rule.path}
              placeholder="/path"
              className="font-mono text-sm max-sm:col-span-3"
              onChange={(event) => onChange({ path: event.target.value })}
              onBlur={onSettle}
            />
            <Select
              aria-label={`Match of ${rule.path}`}
              value={rule.match}
              options={matchOptions}
              onChange={(match) => onChange({ match })}
            />
          </>
        )}
        <Select
          aria-label={`Who may open ${rule.path}`}
          value={rule.level}
          options={levelOptions}
          onChange={(level) => onChange({ level })}
          {...(root ? { className: "max-sm:col-span-2" } : {})}
        />
        <RemoveButton path={rule.path} root={root} onRemove={onRemove} />
      </div>
      {rule.level === "members" && (
        <RolesField
          path={rule.path}
          audience={rule.audience}
          onChange={(audience) => onChange({ audience })}
        />
      )}
    </>
  );
}

function RemoveButton({
  path,
  root,
  onRemove,
}: {
  path: string;
  root: boolean;
  onRemove: () => void;
}) {
  if (root) {
    return (
      <Tooltip text="Every app has a rule for what no other rule matches.">
        <Button
          look="ghost"
          size="icon-sm"
          aria-disabled="true"
          aria-label="This rule always stays"
        >
          <Lock aria-hidden="true" />
        </Button>
      </Tooltip>
    );
  }
  return (
    <Button
      look="ghost"
      size="icon-sm"
      aria-label={`Remove the rule for ${path}`}
      onClick={onRemove}
    >
      <Trash2 aria-hidden="true" />
    </Button>
  );
}
