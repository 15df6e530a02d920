import type { Clock } from "@homeport/platform";
import { closeCodes } from "./codes.ts";
import {
  type ConnectAnswer,
  type ConnectOffer,
  connectAnswerSchema,
  connectOfferSchema,
} from "./connect-hello.ts";
import { protocolVersion } from "./constants.ts";
import { HandshakeError } from "./errors.ts";
import { frameTypes } from "./frame.ts";
import { parseJson, type Welcome, welcomeSchema } from "./hello.ts";
import { HelloExchange } from "./hello-exchange.ts";
import type { Wire } from "./wire/wire.ts";

interface ConnectParts {
  readonly wire: Wire;
  readonly clock: Pick<Clock, "after">;
  readonly deadlineMs?: number;
}

export interface AcceptConnectOptions extends ConnectParts {
  readonly offer: ConnectOffer;
  readonly welcome: Welcome;
  /** Whether clients of this version are served; others are refused with 4004. */
  serves(agentVersion: string): boolean;
}

export interface DialConnectOptions extends ConnectParts {
  readonly agentVersion: string;
}

/**
 * The relay's side of a connection to one app. Who the client is, and whether it may, was decided before the
 * upgrade. Throws HandshakeError; the wire is then over. Else it is held for a mux.
 */
export async function acceptConnect(options: AcceptConnectOptions): Promise<ConnectAnswer> {
  const { offer } = options;
  const exchange = new HelloExchange(options);
  const answered = exchange.expect(frameTypes.HELLO, false);
  exchange.send(frameTypes.HELLO, Buffer.from(JSON.stringify(offer)));
  const answer = parseJson(connectAnswerSchema, await answered);
  if (answer === null) return refuse(exchange, closeCodes.PROTOCOL_ERROR, "a malformed HELLO");
  if (!offer.protocols.includes(answer.protocol)) {
    return refuse(exchange, closeCodes.VERSION, "no common protocol");
  }
  if (!options.serves(answer.agentVersion)) {
    const text = `this relay needs a client of version ${offer.minAgentVersion} or newer`;
    return refuse(exchange, closeCodes.VERSION, text);
  }
  exchange.send(frameTypes.WELCOME, Buffer.from(JSON.stringify(options.welcome)));
  exchange.finish(Buffer.alloc(0));
  return answer;
}

/** The client's side. Throws HandshakeError; the wire is then over. Else it is held for a mux. */
export async function dialConnect(options: DialConnectOptions): Promise<ConnectOffer> {
  const exchange = new HelloExchange(options);
  const offer = parseJson(connectOfferSchema, await exchange.expect(frameTypes.HELLO, false));
  if (offer === null) return refuse(exchange, closeCodes.PROTOCOL_ERROR, "a malformed HELLO");
  if (!offer.protocols.includes(protocolVersion)) {
    return refuse(exchange, closeCodes.VERSION, "no common protocol");
  }
  const { agentVersion } = options;
  const answer: ConnectAnswer = { protocol: protocolVersion, agentVersion, features: [] };
  const welcomed = exchange.expect(frameTypes.WELCOME, true);
  exchange.send(frameTypes.HELLO, Buffer.from(JSON.stringify(answer)));
  if (parseJson(welcomeSchema, await welcomed) !== null) return offer;
  options.wire.destroy();
  throw new HandshakeError({
    closeCode: closeCodes.PROTOCOL_ERROR,
    by: "local",
    text: "a malformed WELCOME",
  });
}

function refuse(exchange: HelloExchange, code: number, text: string): never {
  exchange.refuse(code, text);
  throw new HandshakeError({ closeCode: code, by: "local", text });
}
