import type { Random } from "@homeport/platform";
import type { AuthContext } from "../context.ts";
import { putOneTime } from "../one-time/store.ts";
import { messageLifeMs } from "./check-message.ts";
import { nonceIdentifier, selectNowMs } from "./store.ts";

/** What a message for a wallet is written with. */
export interface NewNonce {
  /** 32 hex digits. */
  readonly nonce: string;
  /** By the store's clock, so that a browser whose own is wrong can write a message all the same. */
  readonly issuedAt: string;
  readonly chains: readonly number[];
}

export async function makeNonce(
  deps: Pick<AuthContext, "db"> & { readonly random: Random; readonly chains: readonly number[] },
): Promise<NewNonce> {
  const nonce = Buffer.from(deps.random.bytes(16)).toString("hex");
  const identifier = nonceIdentifier(nonce);
  await putOneTime(deps.db.orm, { identifier, value: nonce, lifeMs: messageLifeMs });
  const issuedAt = new Date(await selectNowMs(deps.db.orm)).toISOString();
  return { nonce, issuedAt, chains: deps.chains };
}
