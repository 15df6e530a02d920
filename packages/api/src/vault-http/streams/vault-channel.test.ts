import type { VaultEvent } from "@homeport/vaults";
import { expect, test } from "vitest";
import { Subscriber } from "./subscriber.ts";
import { VaultChannel } from "./vault-channel.ts";

/** A vault's events up to `headSeq`, how often they were read, and how often rights were looked at. */
function openVault(headSeq: number, type = "vault.renamed") {
  const vault = { headSeq, reads: 0, looks: 0 };
  const eventOf = (seq: number): VaultEvent => ({
    ...{ id: `event-${seq}`, vaultId: "vault", seq, type, version: 1 },
    ...{ at: new Date(seq), data: {} },
  });
  const channel = new VaultChannel(
    async (afterSeq) => {
      vault.reads += 1;
      const seqs = Array.from({ length: vault.headSeq - afterSeq }, (_, at) => afterSeq + 1 + at);
      return { events: seqs.map(eventOf), headSeq: vault.headSeq, isGone: false };
    },
    () => {
      vault.looks += 1;
    },
  );
  return { vault, channel };
}

async function join(channel: VaultChannel, seq: number): Promise<Subscriber> {
  const subscriber = new Subscriber(() => undefined);
  await channel.join({ subscriber, seq });
  return subscriber;
}

/** The places of the events that come next, together. */
async function readSeqs(subscriber: Subscriber): Promise<number[]> {
  const { value } = await subscriber.next();
  const text = Buffer.from(value ?? "").toString();
  return [...text.matchAll(/^id: (\d+)$/gm)].map(([, seq]) => Number(seq));
}

test("a reader who begins where the others are costs no read, and gets what comes next", async () => {
  const { vault, channel } = openVault(7);
  const first = await join(channel, 7);
  const before = vault.reads;
  const second = await join(channel, 7);
  expect(vault.reads).toBe(before);
  vault.headSeq = 8;
  await channel.advance();
  expect([await readSeqs(first), await readSeqs(second)]).toEqual([[8], [8]]);
});

test("a reader who begins behind the others, or ahead of what they were fed, is read for", async () => {
  const { vault, channel } = openVault(7);
  const first = await join(channel, 7);
  const behind = await join(channel, 6);
  expect(await readSeqs(behind)).toEqual([7]);
  vault.headSeq = 8;
  const ahead = await join(channel, 8);
  vault.headSeq = 9;
  await channel.advance();
  expect([await readSeqs(first), await readSeqs(ahead)]).toEqual([[8, 9], [9]]);
});

test("a change of signers has rights looked at, whether everybody reads it or one who catches up", async () => {
  const { vault, channel } = openVault(7, "roster.changed");
  await join(channel, 7);
  expect(vault.looks).toBe(0);
  vault.headSeq = 8;
  await channel.advance();
  expect(vault.looks).toBe(1);
  await join(channel, 7);
  expect(vault.looks).toBe(2);
});
