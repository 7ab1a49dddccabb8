import { expect, it } from "vitest";
import { gravestEnvironment } from "../../../../renderer/state/workspaceStore.ts";

const workspace = {
  name: "fleet",
  needsSetup: false,
  isUnreadable: false,
  hostNames: [],
  problems: [],
  environments: {
    lab: { kind: "development" },
    eu: { kind: "production" },
    try: { kind: "staging" },
  },
} as const;

it.each([
  [["lab", "eu", "try"], "eu"],
  [["lab", "try"], "try"],
  [["lab", null], "lab"],
  [["elsewhere"], undefined],
  [[], undefined],
] as const)("of hosts in %j the gravest is %s", (used, name) => {
  expect(gravestEnvironment(workspace, new Set(used))?.name).toBe(name);
});

it("knows none before the workspace is known", () => {
  expect(gravestEnvironment(null, new Set(["eu"]))).toBeNull();
});
