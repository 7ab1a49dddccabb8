import type { TerminalProcess } from "../../electron/services/openPty.ts";

/** What a program on a terminal printed so far, and a wait for more of it. */
export function readTerminal(terminal: TerminalProcess) {
  let text = "";
  let bytes = 0;
  const waiting = new Set<() => void>();
  const decoder = new TextDecoder();
  terminal.onData((chunk) => {
    bytes += chunk.length;
    text = (text + decoder.decode(chunk, { stream: true })).slice(-200_000);
    for (const look of waiting) look();
  });
  terminal.resume();
  return {
    get text() {
      return text;
    },
    get bytes() {
      return bytes;
    },
    type: (typed: string) => terminal.write(new TextEncoder().encode(typed)),
    /** Resolves with the match; fails after `timeoutMs` with what there was. */
    until(pattern: RegExp, timeoutMs = 15_000): Promise<RegExpExecArray> {
      return new Promise((resolve, reject) => {
        const done = () => {
          clearTimeout(timer);
          waiting.delete(look);
        };
        const timer = setTimeout(() => {
          done();
          reject(new Error(`${pattern} did not come: ${JSON.stringify(text.slice(-2000))}`));
        }, timeoutMs);
        const look = () => {
          const found = pattern.exec(text);
          if (!found) return;
          done();
          resolve(found);
        };
        waiting.add(look);
        look();
      });
    },
  };
}
