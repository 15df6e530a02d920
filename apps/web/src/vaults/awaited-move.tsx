import { Fact, Facts } from "../design/facts.tsx";
import { Copied } from "./copied.tsx";
import { readAnchor } from "./source-words.ts";
import type { Delta, VaultView } from "./vault-types.ts";

export interface AwaitedMoveProps {
  delta: Delta;
  vault: VaultView;
}

/** What somebody has to do on its chain, outside of here, before a change that waits is history. */
export function AwaitedMove({ delta, vault }: AwaitedMoveProps) {
  const anchor = readAnchor(vault.source);
  if (anchor === null || delta.status !== "candidate") return null;
  return (
    <section aria-label={`What version ${delta.nonce} waits for`} className="mt-1 text-sm">
      <p className="text-ink-2">
        It waits until the vault's key moves on chain {anchor.chainId}. Whoever signs there sends
      </p>
      <div className="mt-1.5 rounded-md border border-line">
        <Facts>
          <Fact name="from">
            <Copied value={delta.prev} what="where the key moves from" />
          </Fact>
          <Fact name="to">
            <Copied value={delta.next} what="where the key moves to" />
          </Fact>
        </Facts>
      </div>
    </section>
  );
}
