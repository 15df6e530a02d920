import { type Abi, toEventSelector, toFunctionSelector } from "viem";
import { expect, test } from "vitest";
import { compileContract } from "./compile.ts";
import { registryAbi } from "./registry-abi.ts";
import { compileRegistry, readRegistry } from "./registry-files.ts";

test("the registry that is deployed is the one that its source compiles to", async () => {
  expect(await readRegistry()).toEqual(await compileRegistry());
});

test("a source that was changed afterwards would be found", () => {
  const compile = (body: string) =>
    compileContract(
      "One",
      `// SPDX-License-Identifier: MIT\npragma solidity 0.8.26;\ncontract One { ${body} }`,
    );
  const before = compile("function one() external pure returns (uint256) { return 1; }");
  const after = compile("function one() external pure returns (uint256) { return 2; }");
  expect(after.abi).toEqual(before.abi);
  expect(after.bytecode).not.toBe(before.bytecode);
  expect(after.sourceSha256).not.toBe(before.sourceSha256);
});

test("what the compiler complains of, or warns of, is no artefact", () => {
  const source = "pragma solidity 0.8.26;\ncontract One {";
  expect(() => compileContract("One", `${source}}`)).toThrow(/license/i);
  expect(() => compileContract("One", source)).toThrow(/Error/);
  expect(() => compileContract("Other", `// SPDX-License-Identifier: MIT\n${source}}`)).toThrow();
});

test("programs call the registry as it was compiled", async () => {
  const { abi } = await readRegistry();
  expect(selectorsOf(abi)).toEqual(selectorsOf(registryAbi));
});

function selectorsOf(abi: Abi): string[] {
  const named = abi.map((item) => {
    if (item.type === "function") return toFunctionSelector(item);
    if (item.type === "event") return toEventSelector(item);
    return item.type === "error" ? toFunctionSelector(`${item.name}()`) : item.type;
  });
  return named.sort();
}
