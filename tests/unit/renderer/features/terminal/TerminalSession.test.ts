import { describe, expect, it } from "vitest";
import { TerminalSession } from "../../../../../renderer/features/terminal/TerminalSession.ts";
import type { Client, Link } from "../../../../../renderer/state/link.ts";

/** A console whose terminals open when the test says so. */
function slowConsole() {
  const written: string[] = [];
  const opening: ((opened: { id: string; notice: null } | Error) => void)[] = [];
  const client = {
    call: (name: string, params: { readonly data?: Uint8Array }) => {
      if (name === "terminals.write") written.push(new TextDecoder().decode(params.data));
      if (name !== "terminals.open") return Promise.resolve({});
      return new Promise((resolve, reject) => {
        opening.push((opened) => (opened instanceof Error ? reject(opened) : resolve(opened)));
      });
    },
    open: () => ({ dispose: () => {} }),
  } as unknown as Client;
  const link: Link = {
    state: { kind: "open", client },
    onState: () => ({ dispose: () => {} }),
    retryNow: () => {},
    dispose: () => {},
  };
  const view = { columns: 80, rows: 24, write: () => Promise.resolve(), tell: () => {} };
  const session = new TerminalSession({ link, target: { kind: "local" }, view, id: null, onId: () => {} });
  const opened = async (result: { id: string; notice: null } | Error) => {
    opening.shift()?.(result);
    // The promises of the answer.
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  };
  return { session, written, opened, type: (text: string) => session.send(new TextEncoder().encode(text)) };
}

describe("what is typed into a terminal", () => {
  it("before it is open goes to it once it is, in order and whole", async () => {
    const { session, written, opened, type } = slowConsole();
    session.start();
    for (const key of ["l", "s", "\r"]) type(key);
    expect(written).toEqual([]);
    await opened({ id: "t1", notice: null });
    type("x");
    expect(written).toEqual(["l", "s", "\r", "x"]);
  });

  it("into one that did not open does not go to the next", async () => {
    const { session, written, opened, type } = slowConsole();
    session.start();
    type("reboot\r");
    await opened(new Error("refused"));
    expect(session.state.kind).toBe("failed");
    type("more");
    void session.open();
    await opened({ id: "t2", notice: null });
    expect(written).toEqual([]);
  });
});
