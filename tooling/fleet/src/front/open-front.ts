import type { Socket } from "node:net";
import { answersReady, createConnectionFront, watchBackends } from "@homeport/services";
import type { Visitor } from "../load/send-request.ts";
import type { RelayReplica } from "../replica/relay-replica.ts";

/** The front of `start`, which here also tells which relay each visitor reached. */
export async function openFront(
  port: number,
  relays: readonly RelayReplica[],
  stack: AsyncDisposableStack,
): Promise<Visitor> {
  const reached = new Map<number, string>();
  const backends = stack.use(watchBackends([...relays], answersReady));
  const sockets = new Set<Socket>();
  const front = createConnectionFront(backends, (socket, backend) => {
    const relay = relays.find((one) => one.port === backend.port);
    if (relay && socket.remotePort) reached.set(socket.remotePort, relay.relayId);
  });
  front.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    front.once("error", reject);
    front.listen(port, "127.0.0.1", resolve);
  });
  stack.defer(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => front.close(() => resolve()));
  });
  return { port, relayOf: (localPort) => reached.get(localPort) ?? null };
}
