import { afterEach, describe, expect, it } from "vitest";
import { silentLog } from "../../../../../electron/services/log.ts";
import { TerminalSession } from "../../../../../renderer/features/terminal/TerminalSession.ts";
import type { Link } from "../../../../../renderer/state/link.ts";
import { MidwatchError } from "../../../../../shared/base/errors.ts";
import { terminalsArea } from "../../../../../shared/contract/areas/terminals.ts";
import { createContractClient } from "../../../../../shared/contract/client.ts";
import type { Contract } from "../../../../../shared/contract/contract.ts";
import { createContractServer } from "../../../../../shared/contract/server.ts";
import { ManualClock } from "../../../../doubles/manualClock.ts";
import { createMemoryPorts } from "../../../../doubles/memoryPorts.ts";

const id = "0".repeat(32);
const endings: (() => void)[] = [];

afterEach(() => {
  for (const end of endings.splice(0)) end();
});

/** A console whose terminals open when the test says so. */
function slowConsole() {
  const written: string[] = [];
  const opening: { readonly opens: () => void; readonly fails: () => void }[] = [];
  const done = async () => ({});
  const server = createContractServer(
    terminalsArea,
    {
      "terminals.open": () =>
        new Promise((resolve, reject) => {
          opening.push({
            opens: () => resolve({ id, notice: null }),
            fails: () => reject(new MidwatchError("UNAVAILABLE", "The host is away")),
          });
        }),
      "terminals.follow": async function* () {},
      "terminals.write": async ({ data }) => {
        written.push(new TextDecoder().decode(data));
        return {};
      },
      "terminals.resize": done,
      "terminals.close": done,
    },
    { clock: new ManualClock(), random: () => 0.5, log: silentLog },
  );
  const ports = createMemoryPorts();
  server.accept(ports.server, { name: "ada", role: "operator" });
  const client = createContractClient<Contract>(ports.client);
  const nothing = { dispose: () => {} };
  const link: Link = { state: { kind: "open", client }, onState: () => nothing, retryNow: () => {}, ...nothing };
  const view = { columns: 80, rows: 24, write: async () => {}, tell: () => {} };
  const session = new TerminalSession({ link, target: { kind: "local" }, view, id: null, onId: () => {} });
  endings.push(() => server.dispose());
  return { session, written, opening, type: (text: string) => session.send(new TextEncoder().encode(text)) };
}

describe("what is typed into a terminal", () => {
  it("before it is open goes to it once it is, in order and whole", async () => {
    const { session, written, opening, type } = slowConsole();
    session.start();
    for (const key of ["l", "s", "\r"]) type(key);
    await expect.poll(() => opening.length).toBe(1);
    expect(written).toEqual([]);
    opening[0]?.opens();
    await expect.poll(() => written).toEqual(["l", "s", "\r"]);
  });

  it("into one that did not open does not go to the next", async () => {
    const { session, written, opening, type } = slowConsole();
    session.start();
    type("reboot\r");
    await expect.poll(() => opening.length).toBe(1);
    opening[0]?.fails();
    await expect.poll(() => session.state.kind).toBe("failed");
    void session.open();
    type("ls\r");
    await expect.poll(() => opening.length).toBe(2);
    opening[1]?.opens();
    await expect.poll(() => written).toEqual(["ls\r"]);
  });
});
