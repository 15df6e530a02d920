"use client";

import { Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "../design/button.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { useMay } from "../shell/viewer.tsx";
import type { AppGate } from "./app-types.ts";
import { ConfirmPublic } from "./confirm-public.tsx";
import { DamagedRules } from "./damaged-rules.tsx";
import { IdentityPanel } from "./identity-panel.tsx";
import { RuleRow } from "./rule-row.tsx";
import { RulesConflict } from "./rules-conflict.tsx";
import { becomesPublic } from "./rules-draft.ts";
import { SaveBar } from "./save-bar.tsx";
import { useRulesDraft } from "./use-rules-draft.ts";
import { useSaveRules } from "./use-save-rules.ts";
import { WhoCanOpenPanel } from "./who-can-open.tsx";

/** The rules of an app as a draft, what the draft would mean beside it, and the save that checks both. */
export function AccessEditor({ gate }: { gate: AppGate }) {
  const mayWrite = useMay("gate.write");
  const mayReadIdentities = useMay("identity.read");
  const draft = useRulesDraft(gate);
  const save = useSaveRules(gate.appId, draft);
  const [asked, setAsked] = useState(false);
  const opened = becomesPublic(draft.base.rules ?? [], draft.rules);
  function submit() {
    draft.settle();
    if (opened.length > 0) {
      setAsked(true);
    } else {
      save.submit();
    }
  }
  return (
    <div className="grid grid-cols-1 items-start gap-6 xl:grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)]">
      <div className="grid grid-cols-1 gap-4">
        {draft.base.rules === null && <DamagedRules />}
        {save.conflict !== null && (
          <RulesConflict
            onTakeTheirs={() => save.resolve("theirs")}
            onKeepMine={() => save.resolve("mine")}
          />
        )}
        <Panel aria-label="Access rules">
          <PanelHead
            title="Rules"
            note="The longest path that matches decides; rules stand in the order in which they win."
            actions={
              mayWrite && (
                <Button size="sm" onClick={draft.add}>
                  <Plus aria-hidden="true" /> Add rule
                </Button>
              )
            }
          />
          <ul className="divide-y divide-line">
            {draft.rows.map((rule) => (
              <RuleRow
                key={rule.key}
                rule={rule}
                problem={draft.problems.get(rule.key)}
                readOnly={!mayWrite}
                onChange={(part) => draft.change(rule.key, part)}
                onRemove={() => draft.remove(rule.key)}
                onSettle={draft.settle}
              />
            ))}
          </ul>
        </Panel>
        {mayWrite && (
          <SaveBar
            dirty={draft.dirty}
            blocked={draft.problems.size > 0}
            busy={save.busy}
            error={save.error}
            opened={opened}
            onDiscard={() => {
              draft.restart(gate);
              save.forget();
            }}
            onSave={submit}
          />
        )}
      </div>
      <div className="grid grid-cols-1 gap-4 xl:sticky xl:top-6">
        <WhoCanOpenPanel
          appId={gate.appId}
          draft={draft.dirty && draft.problems.size === 0 ? draft.rules : null}
        />
        {mayReadIdentities && <IdentityPanel gate={gate} />}
      </div>
      <ConfirmPublic
        open={asked}
        paths={opened}
        onOpenChange={setAsked}
        onConfirm={() => {
          setAsked(false);
          save.submit();
        }}
      />
    </div>
  );
}
