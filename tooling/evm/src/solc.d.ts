declare module "solc" {
  const solc: {
    /** Takes and gives JSON, as the compiler's standard-JSON interface has it. */
    compile(input: string): string;
    version(): string;
  };
  export default solc;
}
