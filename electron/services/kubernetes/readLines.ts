import { MidwatchError } from "../../../shared/base/errors.ts";

/** Text in lines, without their ends; one that is longer than `mostBytes` ends the reading with LIMIT. */
export async function* readLines(chunks: AsyncIterable<Uint8Array>, mostBytes: number): AsyncGenerator<string, void> {
  let rest: Buffer[] = [];
  let restBytes = 0;
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      yield Buffer.concat([...rest, chunk.subarray(start, end)]).toString("utf8");
      rest = [];
      restBytes = 0;
      start = end + 1;
    }
    if (start < chunk.length) rest.push(Buffer.from(chunk.subarray(start)));
    restBytes += chunk.length - start;
    if (restBytes > mostBytes) throw new MidwatchError("LIMIT", `A line is longer than ${mostBytes} bytes`);
  }
  if (restBytes > 0) yield Buffer.concat(rest).toString("utf8");
}
