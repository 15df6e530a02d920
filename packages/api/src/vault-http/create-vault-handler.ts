import { createKeySessionReader } from "@homeport/coordination";
import { toHomeportError } from "@homeport/platform";
import { answerAbandon, answerDelta, answerDeltas, answerSubmitDelta } from "./delta-acts.ts";
import type { VaultCall, VaultHttpDeps, VaultPeer, VaultRouteDeps } from "./deps.ts";
import { createVaultHttpEvents } from "./events.ts";
import { toResponse, type VaultAnswer, type VaultRequest } from "./exchange.ts";
import { answerExport } from "./export.ts";
import { sendFailure } from "./failure.ts";
import type { RouteParams } from "./match-route.ts";
import { openCall } from "./open-call.ts";
import {
  answerOpenProposal,
  answerProposal,
  answerProposals,
  answerRestore,
  answerRetract,
  answerSignProposal,
  answerSubmitProposal,
} from "./proposal-acts.ts";
import type { VaultRouteName } from "./routes.ts";
import { openStreams } from "./streams/open-streams.ts";
import {
  answerAcknowledgements,
  answerCreateVault,
  answerListVaults,
  answerServerKeys,
  answerState,
  answerVault,
} from "./vault-acts.ts";

export interface VaultHandler extends Disposable {
  /** Answers one request under `/api/v1/vaults`. Never rejects. */
  answer(request: Request, peer: VaultPeer): Promise<Response>;
  /** The same in plain values. */
  reply(request: VaultRequest, peer: VaultPeer): Promise<VaultAnswer>;
}

type Act = (call: VaultCall, params: RouteParams) => Promise<VaultAnswer>;

/**
 * Everything under `/api/v1/vaults`. It takes and gives what `fetch` does and knows no framework, so that a server can mount it
 * ahead of its pages.
 */
export function createVaultHandler(given: VaultHttpDeps): VaultHandler {
  const readSession = createKeySessionReader(given.api.db.sql, "signer");
  const deps: VaultRouteDeps = { ...given, readSession };
  const events = createVaultHttpEvents(deps);
  const streams = openStreams(deps);
  const acts: Readonly<Record<VaultRouteName, Act>> = {
    createVault: answerCreateVault,
    listVaults: answerListVaults,
    listServerKeys: answerServerKeys,
    streamOrganization: (call) => streams.answerOrganization(call),
    getVault: answerVault,
    readState: answerState,
    listDeltas: answerDeltas,
    submitDelta: answerSubmitDelta,
    getDelta: answerDelta,
    abandonDelta: answerAbandon,
    listAcknowledgements: answerAcknowledgements,
    listProposals: answerProposals,
    openProposal: answerOpenProposal,
    getProposal: answerProposal,
    signProposal: answerSignProposal,
    submitProposal: answerSubmitProposal,
    retractProposal: answerRetract,
    restoreProposal: answerRestore,
    streamVault: (call, params) => streams.answerVault(call, params),
    exportVault: answerExport,
  };

  async function act(request: VaultRequest, peer: VaultPeer): Promise<VaultAnswer> {
    const { route, call } = await openCall(deps, request, peer);
    const answer = await acts[route.name](call, route.params);
    return call.cookies.length === 0 ? answer : { ...answer, cookies: call.cookies };
  }

  async function reply(request: VaultRequest, peer: VaultPeer): Promise<VaultAnswer> {
    try {
      return await act(request, peer);
    } catch (error) {
      const known = toHomeportError(error);
      if (request.method === "POST") events.refused(known.code);
      if (known.status >= 500) events.failed(error, peer.requestId);
      return sendFailure(error, peer.requestId);
    }
  }

  return {
    reply,
    answer: async (request, peer) => toResponse(await reply(request, peer)),
    [Symbol.dispose]: () => streams[Symbol.dispose](),
  };
}
