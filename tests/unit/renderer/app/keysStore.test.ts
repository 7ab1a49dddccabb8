import { beforeEach, expect, test } from "vitest";
import { keysStore, putScope, removeScope } from "../../../../renderer/app/keyboard/keysStore.ts";

const scope = (id: string, label = "") => ({ id, name: id, inDialog: false, bindings: [{ keys: "i", label }] });
const ids = () => keysStore.getState().scopes.map(({ id }) => id);

beforeEach(() => keysStore.setState({ scopes: [] }));

test("a part of a screen whose keys change does not get before one that came later", () => {
  putScope(scope("alerts"));
  putScope(scope("services"));
  putScope(scope("alerts", "Investigate"));
  expect(ids()).toEqual(["alerts", "services"]);
  expect(keysStore.getState().scopes[0]?.bindings).toEqual([{ keys: "i", label: "Investigate" }]);
  removeScope("alerts");
  putScope(scope("alerts"));
  expect(ids()).toEqual(["services", "alerts"]);
});
