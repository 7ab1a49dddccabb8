import { expect, it } from "vitest";
import { agedHosts, applyHosts, type HostsState } from "../../../../renderer/state/hostsStore.ts";
import { buildSummary } from "../../../builders/hosts.ts";

const [a, b, c] = ["a", "b", "c"].map((name) => buildSummary({ name }));
const loaded = (...hosts: HostsState["hosts"]): HostsState => ({ loaded: true, hosts });
const names = (state: HostsState) => state.hosts.map((host) => host.name);

it("a snapshot is the whole truth", () => {
  const state = applyHosts({ loaded: false, hosts: [] }, { kind: "snapshot", hosts: [a, b] as HostsState["hosts"] });
  expect(state.loaded).toBe(true);
  expect(names(state)).toEqual(["a", "b"]);
});

it("a change replaces its rows in place and keeps the others the same objects", () => {
  const before = loaded(buildSummary({ name: "a" }), buildSummary({ name: "b" }));
  const changed = buildSummary({ name: "b", stale: true });
  const after = applyHosts(before, { kind: "changed", hosts: [changed], removed: [] });
  expect(after.hosts[0]).toBe(before.hosts[0]);
  expect(after.hosts[1]).toBe(changed);
});

it("a change appends what is new and drops what is removed", () => {
  const before = loaded(buildSummary({ name: "a" }), buildSummary({ name: "b" }));
  const after = applyHosts(before, { kind: "changed", hosts: c ? [c] : [], removed: ["a"] });
  expect(names(after)).toEqual(["b", "c"]);
});

it("without the console every host is of the past, and a snapshot brings it back", () => {
  const old = buildSummary({ name: "a", stale: true });
  const aged = agedHosts(loaded(old, buildSummary({ name: "b", stale: false })));
  expect(aged.hosts.map(({ stale }) => stale)).toEqual([true, true]);
  expect(aged.hosts[0]).toBe(old);
  const fresh = buildSummary({ name: "a", stale: false });
  expect(applyHosts(aged, { kind: "snapshot", hosts: [fresh] }).hosts).toEqual([fresh]);
});
