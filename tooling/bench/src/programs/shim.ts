import { openShim } from "@homeport/fleet";
import { announcePort, endOnSignal } from "./announce.ts";

/** A stretch of network of its own, so that what it costs burdens no program that is measured. */
const [port, delayMs, bytesPerSecond, path] = process.argv.slice(2);

/** So little that what waits does so in the sender, which may choose who goes first. */
const queueMs = 2;

endOnSignal();
const shim = await openShim({ port: Number(port), ...(path === undefined ? {} : { path }) });
if (Number(delayMs) > 0) shim.delay(Number(delayMs));
if (Number(bytesPerSecond) > 0) shim.rate(Number(bytesPerSecond), queueMs);
announcePort(shim.port);
