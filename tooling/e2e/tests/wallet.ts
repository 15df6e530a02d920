import type { Page } from "@playwright/test";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";

/** Puts a wallet into the page that signs whatever it is asked to; answers its address. */
export async function injectWallet(page: Page): Promise<string> {
  const account = privateKeyToAccount(generatePrivateKey());
  await page.exposeFunction("signInTest", (raw: `0x${string}`) =>
    account.signMessage({ message: { raw } }),
  );
  await page.addInitScript((address) => {
    const answers: Record<string, (params: string[]) => unknown> = {
      eth_requestAccounts: () => [address],
      eth_chainId: () => "0x1",
      personal_sign: ([raw]) => Reflect.get(window, "signInTest")(raw),
    };
    const request = async ({ method, params = [] }: { method: string; params?: string[] }) =>
      answers[method]?.(params);
    Object.assign(window, { ethereum: { request } });
  }, account.address);
  return account.address;
}
