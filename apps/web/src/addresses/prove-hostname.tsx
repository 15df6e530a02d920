"use client";

import { RotateCw } from "lucide-react";
import { Ago } from "../design/ago.tsx";
import { Button } from "../design/button.tsx";
import { explainFinding } from "./address-state.ts";
import type { Address, Proof } from "./address-types.ts";
import { DnsRecord } from "./dns-record.tsx";
import { useVerify } from "./use-address-changes.ts";

export interface ProveHostnameProps {
  appId: string;
  address: Address;
  proof: Proof;
  /** Null where the app's own proxy serves it: that its name leads there is nobody's business here. */
  pointsTo: string | null;
  mayWrite: boolean;
}

/** The DNS records of a hostname, what the last look at the first one saw, and a look now. */
export function ProveHostname({ appId, address, proof, pointsTo, mayWrite }: ProveHostnameProps) {
  const verify = useVerify(appId);
  const { lastLook, hostname } = address;
  const isVerified = address.verifiedAt !== null;
  return (
    <div className="mt-3 overflow-hidden rounded-md border border-line bg-sunken">
      <ul className="divide-y divide-line">
        <DnsRecord
          purpose="Proves that the name is yours"
          type="TXT"
          name={proof.recordName}
          value={proof.recordValue}
        />
        {pointsTo !== null && (
          <DnsRecord
            purpose="Leads visitors here"
            note="At the top of a domain, where a CNAME cannot stand, use ALIAS or ANAME."
            type="CNAME"
            name={hostname}
            value={pointsTo}
          />
        )}
      </ul>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-line border-t px-3 py-2.5 sm:px-4">
        <p role="status" className="min-w-0 flex-1 basis-56 text-ink-2 text-sm">
          {verify.isPending ? (
            "Asking DNS…"
          ) : lastLook === null ? (
            <span className="text-ink-3">
              Not checked yet. Homeport also checks by itself, once a day.
            </span>
          ) : (
            <>
              {explainFinding(lastLook.finding, isVerified)}{" "}
              <span className="text-ink-3">
                Checked <Ago at={lastLook.at} />.
              </span>
            </>
          )}
        </p>
        {mayWrite && (
          <Button
            size="sm"
            look={isVerified ? "secondary" : "primary"}
            busy={verify.isPending}
            onClick={() => verify.mutate({ appId, addressId: address.id })}
          >
            {!verify.isPending && <RotateCw aria-hidden="true" />}
            {isVerified ? "Check now" : "Verify now"}
          </Button>
        )}
      </div>
    </div>
  );
}
