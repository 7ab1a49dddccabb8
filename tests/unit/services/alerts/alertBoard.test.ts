import { expect, it } from "vitest";
import { AlertBoard } from "../../../../electron/services/alerts/alertBoard.ts";
import { buildAlert, buildSilence } from "../../../builders/alerts.ts";

const silence = buildSilence({ matchers: [{ name: "alertname", operator: "=~", value: "Hot|Slow" }] });

const told = (source: string, ...ids: readonly string[]) =>
  new Map(ids.map((id) => [id, buildAlert({ id, labels: { alertname: id }, sources: [source] })] as const));

it("a silence holds back what this console alone tells of, at once and also what comes later, until it is over", () => {
  const board = new AlertBoard(new Map());
  const states = () => Object.fromEntries([...board.alerts.values()].map(({ id, state }) => [id, state]));
  let changes = 0;
  board.changed.event(() => changes++);
  board.update("local", told("local", "Hot", "Cold"));
  board.update("am-1", told("am-1", "Slow"));
  board.setSilences([silence], ["am-1"]);
  expect(states()).toEqual({ Hot: "silenced", Cold: "firing", Slow: "firing" });
  const before = changes;
  board.setSilences([{ ...silence, updatedAtMs: 5 }], ["am-1"]);
  expect(changes).toBe(before);

  board.update("local", told("local", "Hot", "Cold", "Slow"));
  // The server tells of it too: it is as the server says.
  expect(states()).toEqual({ Hot: "silenced", Cold: "firing", Slow: "firing" });
  board.update("am-1", new Map());
  expect(states()).toEqual({ Hot: "silenced", Cold: "firing", Slow: "silenced" });
  board.setSilences([{ ...silence, state: "expired" }], ["am-1"]);
  expect(states()).toEqual({ Hot: "firing", Cold: "firing", Slow: "firing" });
});

it("tells who an alert is told by in one order, the console's own rules first, whoever answered first", () => {
  const sourcesAfter = (...answered: readonly (readonly [string, string])[]) => {
    const board = new AlertBoard(new Map());
    for (const [key, source] of answered) board.update(key, told(source, "Hot"));
    return board.alerts.get("Hot")?.sources;
  };
  const answers = [
    ["am-2", "am-2"],
    ["local g", "local"],
    ["am-1", "am-1"],
    ["local-eu", "local-eu"],
  ] as const;
  expect(sourcesAfter(...answers)).toEqual(["local", "am-1", "am-2", "local-eu"]);
  expect(sourcesAfter(...answers.toReversed())).toEqual(["local", "am-1", "am-2", "local-eu"]);
});
