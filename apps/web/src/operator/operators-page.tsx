"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus, ShieldUser } from "lucide-react";
import { useState } from "react";
import { useTRPC } from "../data/trpc.ts";
import { Button } from "../design/button.tsx";
import { Empty } from "../design/empty.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { useMay } from "../shell/viewer.tsx";
import { AddOperator } from "./add-operator.tsx";
import { Live, live } from "./live.tsx";
import { OperatorItem } from "./operator-row.tsx";
import { OperatorSessions } from "./operator-sessions.tsx";
import type { Operators } from "./operator-types.ts";

export function OperatorsPage() {
  const trpc = useTRPC();
  const query = useQuery(trpc.fleet.operators.list.queryOptions(undefined, live));
  return (
    <div className="grid grid-cols-1 gap-6">
      <Live
        query={query}
        title="The operators could not be loaded"
        waiting={
          <Panel>
            <SkeletonRows />
          </Panel>
        }
      >
        {(list) => (
          <>
            <Added list={list} />
            <Named list={list} />
          </>
        )}
      </Live>
      <OperatorSessions isSaid={query.isError} />
    </div>
  );
}

function Added({ list: { operators } }: { list: Operators }) {
  const may = useMay("fleet.operate");
  const [adding, setAdding] = useState(false);
  const add = may && (
    <Button size="sm" onClick={() => setAdding(true)}>
      <Plus aria-hidden="true" /> Add operator
    </Button>
  );
  return (
    <Panel aria-labelledby="operators-added">
      <PanelHead
        id="operators-added"
        title="Added here"
        note="People and keys. What they may do is looked up for each of their requests."
        actions={operators.length > 0 && add}
      />
      {operators.length === 0 ? (
        <Empty icon={ShieldUser} title="Nobody was added" action={add}>
          Let colleagues look after the installation, or a program that signs in by a key of its
          own.
        </Empty>
      ) : (
        <ul className="divide-y divide-line">
          {operators.map((operator) => (
            <OperatorItem key={operator.operatorId} operator={operator} />
          ))}
        </ul>
      )}
      <AddOperator open={adding} onOpenChange={setAdding} />
    </Panel>
  );
}

/** Nobody changes these here, so there is always a way back in. */
function Named({ list: { named, firstPerson } }: { list: Operators }) {
  if (named.length === 0 && !firstPerson) {
    return null;
  }
  return (
    <Panel aria-labelledby="operators-named">
      <PanelHead
        id="operators-named"
        title="Named by the configuration"
        note="They may do everything, and it is changed where web is configured, not here."
      />
      <ul className="divide-y divide-line">
        {firstPerson && (
          <li className="px-4 py-3 text-ink-2 text-sm sm:px-5">
            The first person of this installation, outside of production
          </li>
        )}
        {named.map((email) => (
          <li key={email} className="wrap-anywhere px-4 py-3 text-ink text-sm sm:px-5">
            {email}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
