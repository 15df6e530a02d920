"use client";

import type { FormEvent } from "react";
import type { Delivery } from "../apps/app-types.ts";
import { Notice } from "../design/notice.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { useMay } from "../shell/viewer.tsx";
import { DeliveryConflict } from "./delivery-conflict.tsx";
import { listConflicts, listProblems } from "./delivery-draft.ts";
import { LimitFields } from "./limit-fields.tsx";
import { MaintenanceSwitch } from "./maintenance-switch.tsx";
import { SaveDeliveryBar } from "./save-delivery-bar.tsx";
import { TargetFields } from "./target-fields.tsx";
import { useDeliveryDraft } from "./use-delivery-draft.ts";
import { useSaveDelivery } from "./use-save-delivery.ts";

/** The settings of a delivery as a draft, what saving it would change, and the save that checks for others. */
export function DeliveryEditor({ delivery }: { delivery: Delivery }) {
  const readOnly = !useMay("app.write");
  const draft = useDeliveryDraft(delivery);
  const save = useSaveDelivery(delivery.appId, draft);
  const problems = { ...save.problems, ...draft.problems };
  const blocked = listProblems(draft.problems);
  function edit(part: Parameters<typeof draft.edit>[0]) {
    draft.edit(part);
    if (Object.keys(save.problems).length > 0 || save.error !== null) {
      save.forget();
    }
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    if (draft.dirty && blocked.length === 0 && !save.busy && save.conflict === null) {
      save.submit();
    }
  }
  const fields = { draft: draft.draft, problems, readOnly, onEdit: edit };
  return (
    <form className="grid grid-cols-1 gap-6" aria-label="Delivery settings" onSubmit={submit}>
      {readOnly && (
        <Notice tone="info" title="You may look at these settings, but not change them" />
      )}
      {save.conflict !== null && (
        <DeliveryConflict
          conflicts={listConflicts(draft.base, draft.change, save.conflict)}
          onTakeTheirs={() => save.resolve("theirs")}
          onKeepMine={() => save.resolve("mine")}
        />
      )}
      <Panel className="px-4 py-4 sm:px-5">
        <MaintenanceSwitch delivery={delivery} />
      </Panel>
      <Panel aria-labelledby="delivery-target">
        <PanelHead
          id="delivery-target"
          title="Target"
          note="Where on the host the program listens, and what it is told of a visit."
        />
        <TargetFields {...fields} delivery={delivery} />
      </Panel>
      <Panel aria-labelledby="delivery-limits">
        <PanelHead
          id="delivery-limits"
          title="Limits and time"
          note="What the relays let through to this app. Rates are kept by all relays together."
        />
        <LimitFields {...fields} http={delivery.protocol === "http"} />
      </Panel>
      {!readOnly && (
        <SaveDeliveryBar
          draft={draft}
          blocked={blocked}
          busy={save.busy}
          error={save.error}
          conflicting={save.conflict !== null}
          onDiscard={() => {
            draft.restart(delivery);
            save.forget();
          }}
        />
      )}
    </form>
  );
}
