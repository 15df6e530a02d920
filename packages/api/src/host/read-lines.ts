import { StringDecoder } from "node:string_decoder";

const maxLineChars = 65_536;

/** The lines of a stream as they come, without their ends. Throws when one is too long; what has no end is no line. */
export async function* readLines(stream: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  for await (const chunk of stream) {
    const lines = (rest + decoder.write(chunk)).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > maxLineChars) throw new Error("a line is too long");
    yield* lines;
  }
}
