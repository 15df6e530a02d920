import { PlatformError, toHomeportError } from "@homeport/platform";
import {
  getVaultInput,
  listVaults,
  readEventHead,
  readEventHeads,
  readEvents,
  requireReader,
  VaultsError,
} from "@homeport/vaults";
import { rightTopics } from "../../context/right-news.ts";
import type { VaultCall, VaultHttpDeps } from "../deps.ts";
import type { VaultAnswer } from "../exchange.ts";
import type { RouteParams } from "../match-route.ts";
import { readInput } from "../read-input.ts";
import { StreamAdmission } from "./admission.ts";
import { createStreamEvents } from "./events.ts";
import { OrganizationChannel } from "./organization-channel.ts";
import { organizationRight, readerRight, type StreamRight } from "./stream-right.ts";
import { Subscriber } from "./subscriber.ts";
import { VaultChannel } from "./vault-channel.ts";
import { beatPart, openingPart, partingPart, streamHeaders } from "./write-event.ts";

/** How often the watched vaults are asked for what no announcement told of. */
const pollEveryMs = 1_000;
const beatEveryMs = 15_000;
/** Rights are looked at when something of theirs is announced; this often without that, too. */
const recheckEveryMs = 60_000;
/** Rights that are looked at side by side. */
const recheckWidth = 8;

export interface VaultStreams extends Disposable {
  answerVault(call: VaultCall, params: RouteParams): Promise<VaultAnswer>;
  answerOrganization(call: VaultCall): Promise<VaultAnswer>;
}

interface OpenStream {
  readonly subscriber: Subscriber;
  readonly right: StreamRight;
  isDue: boolean;
}

/** All streams of vaults' events in this process: who reads what, and whether they still may. */
export function openStreams(deps: VaultHttpDeps): VaultStreams {
  const { clock, api } = deps;
  const { vaults } = api;
  const admission = new StreamAdmission();
  const events = createStreamEvents(deps, () => admission.total);
  const open = new Set<OpenStream>();
  const channels = new Map<string, VaultChannel>();
  const organizations = new Map<string, OrganizationChannel>();
  let beatAtMs = clock.monotonicMs();
  let recheckAtMs = beatAtMs;

  const stopFeed = api.feed.subscribe(["vault", ...rightTopics], {
    apply(topic, key) {
      if (topic === "vault") advanceVault(key);
      else recheckThose(key);
    },
    flush() {
      for (const stream of open) stream.isDue = true;
      for (const vaultId of channels.keys()) advanceVault(vaultId);
    },
  });

  /** What goes wrong is made up for by the next look. */
  function run(work: Promise<unknown>): void {
    work.catch((error: unknown) => events.missed(error));
  }

  function advanceVault(vaultId: string): void {
    const channel = channels.get(vaultId);
    if (channel !== undefined) run(channel.advance());
    for (const organization of organizations.values()) {
      if (organization.has(vaultId)) run(organization.advance());
    }
  }

  function channelOf(vaultId: string): VaultChannel {
    const known = channels.get(vaultId);
    if (known !== undefined) return known;
    const channel = new VaultChannel(
      (afterSeq, limit) => readEvents(vaults, { vaultId, afterSeq, limit }),
      () => recheckThose(vaultId),
    );
    channels.set(vaultId, channel);
    return channel;
  }

  function organizationOf(organizationId: string): OrganizationChannel {
    const known = organizations.get(organizationId);
    if (known !== undefined) return known;
    const permissions = new Set(["vault.read"]);
    const reader = { kind: "actor", organizationId, permissions } as const;
    const channel = new OrganizationChannel((cursor) =>
      listVaults(vaults, reader, cursor === undefined ? {} : { cursor }),
    );
    organizations.set(organizationId, channel);
    return channel;
  }

  /** Gives a reader its place, and takes it back when its stream ends. */
  function admit(right: StreamRight, leave: (subscriber: Subscriber) => void): Subscriber {
    if (deps.draining.aborted) throw new PlatformError("DRAINING");
    const release = admission.admit(right.principal);
    const subscriber = new Subscriber((why) => {
      release();
      open.delete(stream);
      leave(subscriber);
      events.ended(why);
    });
    const stream: OpenStream = { subscriber, right, isDue: false };
    open.add(stream);
    subscriber.push(openingPart);
    return subscriber;
  }

  async function pollVaults(): Promise<void> {
    const watched = [...channels].filter(([, channel]) => channel.seq !== null);
    if (watched.length === 0) return;
    const heads = await readEventHeads(
      vaults,
      watched.map(([vaultId]) => vaultId),
    );
    for (const [vaultId, channel] of watched) {
      if ((heads.get(vaultId) ?? 0) > (channel.seq ?? 0)) run(channel.advance());
    }
  }

  async function recheck(): Promise<void> {
    const isDueAtAll = clock.monotonicMs() - recheckAtMs >= recheckEveryMs;
    if (isDueAtAll) recheckAtMs = clock.monotonicMs();
    const now = new Date(clock.nowMs());
    const due = [...open].filter(
      (stream) => isDueAtAll || stream.isDue || stream.right.isDueAt(now),
    );
    for (let at = 0; at < due.length; at += recheckWidth) {
      await Promise.all(due.slice(at, at + recheckWidth).map(recheckOne));
    }
  }

  /** Looks at once at the rights that this may have ended. */
  function recheckThose(key: string): void {
    for (const stream of open) if (stream.right.hangsOn(key)) run(recheckOne(stream));
  }

  /** What a store that is away cannot say leaves a stream open, and is asked again. */
  async function recheckOne(stream: OpenStream): Promise<void> {
    stream.isDue = false;
    try {
      await stream.right.check();
    } catch (error) {
      if (toHomeportError(error).status < 500) stream.subscriber.end("denied");
      else stream.isDue = true;
    }
  }

  function beat(): void {
    if (clock.monotonicMs() - beatAtMs < beatEveryMs) return;
    beatAtMs = clock.monotonicMs();
    for (const { subscriber } of open) subscriber.push(beatPart);
  }

  async function watch(): Promise<void> {
    const stop = AbortSignal.any([deps.draining, closing.signal]);
    while (!stop.aborted) {
      beat();
      run(pollVaults());
      for (const organization of organizations.values()) run(organization.advance());
      await recheck();
      await clock.sleep(pollEveryMs, stop).catch(() => undefined);
    }
    for (const { subscriber } of open) {
      subscriber.push(partingPart);
      subscriber.end("draining");
    }
  }

  const closing = new AbortController();
  void watch();

  return {
    async answerVault(call, params) {
      const { vaultId } = readInput(getVaultInput, params);
      const after = readAfter(call);
      const { reader, right } = await readerRight(call, (one) =>
        requireReader(vaults, one, vaultId),
      );
      const headSeq = await readEventHead(vaults, reader, { vaultId });
      const channel = channelOf(vaultId);
      const subscriber = admit(
        { ...right, hangsOn: (key) => key === vaultId || right.hangsOn(key) },
        () => {
          channel.leave(place);
          if (channel.isEmpty) channels.delete(vaultId);
        },
      );
      const place = { subscriber, seq: after ?? headSeq };
      channel.join(place).catch((error: unknown) => {
        events.missed(error);
        subscriber.end("left");
      });
      return { status: 200, headers: streamHeaders, body: subscriber };
    },
    async answerOrganization(call) {
      const { right, organizationId } = await organizationRight(call);
      const channel = organizationOf(organizationId);
      const subscriber = admit(right, (ended) => {
        channel.leave(ended);
        if (channel.isEmpty) organizations.delete(organizationId);
      });
      channel.join(subscriber);
      run(channel.advance());
      return { status: 200, headers: streamHeaders, body: subscriber };
    },
    [Symbol.dispose]() {
      stopFeed();
      closing.abort();
    },
  };
}

/** After which event to begin; null for now. Throws REQUEST_INVALID. */
function readAfter({ request, query }: VaultCall): number | null {
  const text = request.headers.get("last-event-id") ?? query.get("after");
  if (text === null) return null;
  if (!/^\d{1,15}$/.test(text))
    throw new VaultsError("REQUEST_INVALID", { details: { path: "after" } });
  return Number(text);
}
