import { createHardhatRuntimeEnvironment } from "hardhat/hre";
import { localChainId } from "./local-chain.ts";

// One chain in memory, for as long as whoever started this is there. It writes nothing and asks nobody.
const environment = await createHardhatRuntimeEnvironment({
  networks: { local: { type: "edr-simulated", chainType: "l1", chainId: localChainId } },
});
const port = Number(process.argv[2] ?? 0);
const server = await environment.network.createServer("local", "127.0.0.1", port);
process.on("disconnect", () => process.exit(0));
// A Ctrl-C reaches the whole group, and the parent ends this one when it has ended itself.
process.on("SIGINT", () => undefined);
const { port: bound } = await server.listen();
process.send?.({ port: bound });
