"use client";

import { ChevronRight, Ellipsis, Star, Trash2 } from "lucide-react";
import { useState } from "react";
import { AddressLink } from "../apps/address-link.tsx";
import { Ago } from "../design/ago.tsx";
import { Badge } from "../design/badge.tsx";
import { Button } from "../design/button.tsx";
import { CopyButton } from "../design/copy.tsx";
import { Menu, MenuItem, MenuRule } from "../design/menu.tsx";
import { StatusDot } from "../design/status-dot.tsx";
import { readAddressState } from "./address-state.ts";
import type { Address } from "./address-types.ts";
import { ProveHostname } from "./prove-hostname.tsx";
import { RemoveHostname } from "./remove-hostname.tsx";
import { useSetPrimary } from "./use-address-changes.ts";

export interface AddressRowProps {
  appId: string;
  address: Address;
  /** Where a CNAME leads; null where the app's own proxy serves it. */
  pointsTo: string | null;
  mayWrite: boolean;
}

export function AddressRow({ appId, address, pointsTo, mayWrite }: AddressRowProps) {
  const isServed = address.verifiedAt !== null;
  const prove = address.proof !== null && (
    <ProveHostname
      appId={appId}
      address={address}
      proof={address.proof}
      pointsTo={pointsTo}
      mayWrite={mayWrite}
    />
  );
  return (
    <li className="px-4 py-4 sm:px-5">
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <Name address={address} isServed={isServed} />
          <State address={address} />
        </div>
        {mayWrite && (
          <AddressActions appId={appId} address={address} pointsTo={pointsTo} isServed={isServed} />
        )}
      </div>
      {isServed && prove ? (
        <details className="group mt-2">
          <summary className="-ml-1 inline-flex cursor-pointer list-none items-center gap-1 rounded-sm px-1 text-ink-3 text-sm hover:text-ink [&::-webkit-details-marker]:hidden">
            <ChevronRight
              className="size-3.5 transition-transform group-open:rotate-90"
              aria-hidden="true"
            />
            DNS records
          </summary>
          {prove}
        </details>
      ) : (
        prove
      )}
    </li>
  );
}

function Name({ address, isServed }: { address: Address; isServed: boolean }) {
  const { hostname, shownAs, url } = address;
  return (
    <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
      {isServed ? (
        <span className="flex min-w-0 items-center gap-1">
          <AddressLink url={url} hostname={hostname} shownAs={shownAs} />
          <CopyButton value={url} what={`the address ${shownAs}`} className="-my-1.5" />
        </span>
      ) : (
        <span className="wrap-anywhere font-mono text-ink text-sm">{shownAs}</span>
      )}
      {address.isPrimary && (
        <Badge tone="accent" title="Lists and links show this address">
          Primary
        </Badge>
      )}
      {shownAs !== hostname && (
        <span className="wrap-anywhere w-full font-mono text-ink-3 text-xs">{hostname}</span>
      )}
    </div>
  );
}

function State({ address }: { address: Address }) {
  const { light, word, since } = readAddressState(address);
  return (
    <p className="mt-1 flex flex-wrap items-center gap-x-2 text-ink-2 text-sm" aria-live="polite">
      <StatusDot light={light} still />
      <span>
        {word}
        {since !== null && (
          <>
            {" "}
            <Ago at={since} />
          </>
        )}
      </span>
      {light === "bad" && <span className="text-ink-3">Visitors get 404 until it is back.</span>}
      {light === "warn" && <span className="text-ink-3">Visitors get 404 until then.</span>}
    </p>
  );
}

interface AddressActionsProps {
  appId: string;
  address: Address;
  pointsTo: string | null;
  isServed: boolean;
}

function AddressActions({ appId, address, pointsTo, isServed }: AddressActionsProps) {
  const [removing, setRemoving] = useState(false);
  const setPrimary = useSetPrimary(appId);
  const isCustom = address.kind === "custom";
  if (!isCustom && address.isPrimary) {
    return null;
  }
  return (
    <>
      <Menu
        trigger={
          <Button
            look="ghost"
            size="icon-sm"
            className="-my-1"
            aria-label={`Actions for ${address.shownAs}`}
            busy={setPrimary.isPending}
          >
            {!setPrimary.isPending && <Ellipsis aria-hidden="true" />}
          </Button>
        }
      >
        <MenuItem
          disabled={!isServed || address.isPrimary}
          onSelect={() => setPrimary.mutate({ appId, addressId: address.id })}
        >
          <Star aria-hidden="true" /> Make primary
        </MenuItem>
        {isCustom && (
          <>
            <MenuRule />
            <MenuItem onSelect={() => setRemoving(true)}>
              <Trash2 aria-hidden="true" /> Remove…
            </MenuItem>
          </>
        )}
      </Menu>
      <RemoveHostname
        appId={appId}
        address={address}
        next={pointsTo === null ? "another hostname" : "the one given by Homeport"}
        open={removing}
        onOpenChange={setRemoving}
      />
    </>
  );
}
