"use client";

import type { VaultIntegrityError } from "@homeport/client/vault";
import { Ago } from "../design/ago.tsx";
import { formatInstant } from "../design/format.ts";
import { Notice } from "../design/notice.tsx";
import { integrityWords } from "./told-error.ts";
import type { VaultView } from "./vault-types.ts";
import { partWords } from "./vault-words.ts";

export interface VaultBannersProps {
  vault: VaultView;
  /** What this browser found wrong with its history. */
  broken: VaultIntegrityError | null;
}

/** What somebody has to know before anything else on the page. */
export function VaultBanners({ vault, broken }: VaultBannersProps) {
  const { pausedAt, pausedReason, releasedAt, sourceState, sourceUnavailableSince } = vault;
  const { integrityFailure } = vault;
  return (
    <>
      {broken !== null && (
        <Notice tone="bad" role="alert" title="This vault's history does not hold">
          <p>
            This browser keeps what it has seen, and {integrityWords[broken.check]} Nothing is
            signed here any more. Compare with another signer before you do anything.
          </p>
          <p className="mt-1 font-mono text-xs">
            {broken.check} at {broken.at}
          </p>
        </Notice>
      )}
      {integrityFailure !== null && (
        <Notice tone="bad" role="alert" title="This vault does not hold">
          The server verified it on {formatInstant(integrityFailure.at)} and found that{" "}
          {partWords[integrityFailure.part]}. Nothing was repaired. Compare with another signer, and
          with an export that somebody has kept, before you sign anything.
        </Notice>
      )}
      {releasedAt !== null && (
        <Notice tone="info" title="This vault has moved elsewhere">
          Released <Ago at={releasedAt} />. It can be read here for good, and changed no more.
        </Notice>
      )}
      {pausedAt !== null && releasedAt === null && (
        <Notice tone="warn" role="status" title="This vault is paused">
          Since <Ago at={pausedAt} />: <span className="wrap-anywhere">{pausedReason}</span>. Until
          it goes on, nothing is signed, proposed or submitted.
        </Notice>
      )}
      {sourceState === "ahead" && (
        <Notice tone="bad" title="The source is ahead of this vault">
          It shows a state that no change known here leads to. A signer who has the missing change
          can submit it; it lands at once.
        </Notice>
      )}
      {sourceUnavailableSince !== null && (
        <Notice tone="warn" title="The source does not answer">
          Since <Ago at={sourceUnavailableSince} />. What waits goes on waiting; nothing is lost.
        </Notice>
      )}
    </>
  );
}
