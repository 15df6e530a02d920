import { ConfigError, type EnvProblem } from "@homeport/platform";
import type { Chain } from "./chain.ts";
import { openEndpoint } from "./endpoint.ts";

const withinMs = 3_000;

/**
 * Asks each endpoint which chain it serves, before anything rests on it. Throws ConfigError, naming the variable and the chain,
 * where one serves another; one that does not answer is unavailable for now, and asked again whenever it is needed.
 */
export async function checkChains(chains: readonly Pick<Chain, "settings">[]): Promise<void> {
  const signal = AbortSignal.timeout(withinMs);
  const asked = chains.flatMap(({ settings: { chainId, rpcUrls } }) =>
    rpcUrls.map(async (url, at): Promise<EnvProblem | null> => {
      const endpoint = openEndpoint(url, chainId, withinMs);
      const served = await endpoint.readChainId(signal).catch(() => chainId);
      if (served === chainId) return null;
      return {
        name: "HOMEPORT_VAULT_CHAINS",
        problem: `names endpoint ${at + 1} for chain ${chainId}, and it serves chain ${served}`,
        remedy: `Give endpoints of chain ${chainId} alone.`,
      };
    }),
  );
  const problems = (await Promise.all(asked)).filter((problem) => problem !== null);
  if (problems.length > 0) throw new ConfigError(problems);
}
