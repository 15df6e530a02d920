import { Socket } from "node:net";

/**
 * Loaded before an agent: what it dials at one port goes to a Unix socket instead. On loopback TCP the
 * kernel alone takes several MB that a narrow wire has not passed on, which no sender can see or order;
 * a Unix socket takes 200 KB, which is nearer to what a real interface queues.
 */
const [port, path = ""] = (process.env["BENCH_WIRE"] ?? "").split(":");
const dial = Socket.prototype.connect;

/** `connect` is called with its own arguments, or by Node with one array of options and a listener. */
function connect(this: Socket, ...args: unknown[]): Socket {
  const [options, listener] = Array.isArray(args[0]) ? args[0] : args;
  if (String(options?.port) !== port) return Reflect.apply(dial, this, args);
  return typeof listener === "function"
    ? Reflect.apply(dial, this, [{ path }, listener])
    : Reflect.apply(dial, this, [{ path }]);
}

Socket.prototype.connect = connect as typeof dial;
