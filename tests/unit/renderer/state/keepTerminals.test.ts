import { beforeEach, expect, test } from "vitest";
import { keepTerminals } from "../../../../renderer/state/keepTerminals.ts";
import {
  openTerminal,
  setTerminalId,
  stepTerminal,
  terminalsStore,
} from "../../../../renderer/state/terminalsStore.ts";

const before = terminalsStore.getState();
beforeEach(() => terminalsStore.setState(before, true));

function storage(text: string | null = null) {
  let kept = text;
  return {
    getItem: () => kept,
    setItem(_key: string, value: string) {
      kept = value;
    },
  };
}

test("a window goes on with its terminals after its page was loaded anew", async () => {
  const window = storage();
  await keepTerminals(window);
  openTerminal([{ kind: "host", host: "gpu-a01" }, { kind: "local" }], { broadcast: true });
  const [first] = terminalsStore.getState().tabs[0]?.panes ?? [];
  setTerminalId(first?.key ?? "", "0123456789abcdef");
  const left = terminalsStore.getState();
  const kept = window.getItem();
  terminalsStore.setState(before, true);
  await keepTerminals(storage(kept));
  expect(terminalsStore.getState()).toEqual(left);
  expect(left.tabs[0]?.panes.map(({ id }) => id)).toEqual(["0123456789abcdef", null]);
});

test("a terminal that was opened before the kept ones are there stands after them", async () => {
  const kept = { key: "a", panes: [{ key: "b", target: { kind: "local" }, id: null }], active: "b", broadcast: false };
  const text = JSON.stringify({ open: false, heightPx: 300, tabs: [kept], active: "a" });
  const taken = keepTerminals(storage(text));
  openTerminal([{ kind: "host", host: "gpu-a01" }]);
  const [opened] = terminalsStore.getState().tabs;
  await taken;
  expect(terminalsStore.getState()).toEqual({ open: true, heightPx: 300, tabs: [kept, opened], active: opened?.key });
});

test.each(["", "{", "[]", '{"open":true,"heightPx":1,"active":null,"tabs":[{"key":"a","panes":[]}]}'])(
  "what was kept as %j is left alone",
  async (text) => {
    await keepTerminals(storage(text));
    expect(terminalsStore.getState()).toEqual(before);
  },
);

test("the terminals of all tabs come one after the other, around the end and back", () => {
  stepTerminal(1);
  expect(terminalsStore.getState()).toEqual(before);
  openTerminal([
    { kind: "host", host: "gpu-a01" },
    { kind: "host", host: "gpu-a02" },
  ]);
  openTerminal([{ kind: "local" }]);
  const names = terminalsStore.getState().tabs.flatMap(({ panes }) => panes.map(({ key }) => key));
  const active = () => {
    const { tabs, active: tab } = terminalsStore.getState();
    return names.indexOf(tabs.find(({ key }) => key === tab)?.active ?? "");
  };
  const walked = ([1, 1, 1, -1, -1, -1] as const).map((by) => {
    stepTerminal(by);
    return active();
  });
  expect(walked).toEqual([0, 1, 2, 1, 0, 2]);
});
