import { describe, expect, it } from "vitest";
import {
  countRows,
  filterRows,
  type HostRow,
  keyQuestions,
  type RowCheck,
  refusedKeys,
  rowStatus,
  tickedTogether,
} from "../../../../renderer/features/firstRun/rows.ts";
import { savedHosts } from "../../../../renderer/features/firstRun/savedHosts.ts";
import {
  emptySetup,
  type SetupEvent,
  type SetupState,
  setupReducer,
} from "../../../../renderer/features/firstRun/setupState.ts";
import type { CandidateHost, HostKey } from "../../../../renderer/state/types.ts";

const candidate = (name: string, fields: Partial<CandidateHost> = {}): CandidateHost => ({
  name,
  address: `${name}.internal`,
  port: 22,
  user: "ops",
  via: [],
  source: null,
  skipped: null,
  ...fields,
});
const key = (fingerprint: string): HostKey => ({ type: "ssh-ed25519", bits: 256, fingerprint, randomart: "" });
const unknownKey = (hop: string, fingerprint: string): RowCheck => ({
  kind: "hostKeyUnknown",
  hop,
  address: `${hop}:22`,
  serverVersion: null,
  rttMs: null,
  offered: key(fingerprint),
});
const changedKey = (hop: string): RowCheck => ({
  kind: "hostKeyChanged",
  hop,
  address: `${hop}:22`,
  stored: key("SHA256:old"),
  file: "known_hosts",
  line: 3,
  offered: key("SHA256:new"),
});
const failed = (code: "SSH_TIMEOUT" | "SSH_AUTH_FAILED" | "SSH_CLOSED"): RowCheck => ({
  kind: "failed",
  error: { code, message: "why", atMs: 0 },
});
const ready: RowCheck = { kind: "ready", rttMs: 4, gpus: "8 x H100", note: null };
const row = (name: string, check: RowCheck, ticked = true): HostRow => ({ candidate: candidate(name), ticked, check });

const found = (hosts: readonly CandidateHost[], watched: readonly string[] = []): SetupEvent => ({
  kind: "found",
  hosts,
  watched,
  files: [],
  knownHostsFile: "known_hosts",
  problem: null,
});
const run = (...events: readonly SetupEvent[]): SetupState => events.reduce(setupReducer, emptySetup);
const ticked = (state: SetupState) => state.rows?.filter((each) => each.ticked).map((each) => each.candidate.name);

describe("what is ticked", () => {
  it("the first time: all but the skipped", () => {
    const state = run(found([candidate("a"), candidate("github.com", { skipped: "A code forge" })]));
    expect(ticked(state)).toEqual(["a"]);
  });

  it("with All: not what is skipped, unless it was ticked by itself", () => {
    const skipped = {
      ...row("gpu-*", { kind: "unchecked" }, false),
      candidate: candidate("gpu-*", { skipped: "wildcard" }),
    };
    const names = (rows: readonly HostRow[]) => tickedTogether(rows).map((each) => each.candidate.name);
    expect(names([row("a", ready, false), skipped])).toEqual(["a"]);
    expect(names([row("a", ready), { ...skipped, ticked: true }])).toEqual(["a", "gpu-*"]);
  });

  it("later: only what is watched already", () => {
    const state = run(found([candidate("a"), candidate("b")], ["b"]));
    expect(ticked(state)).toEqual(["b"]);
  });

  it("a changed key unticks its host, an unknown one does not", () => {
    const state = run(
      found([candidate("a"), candidate("b")]),
      { kind: "checked", host: "a", check: changedKey("a") },
      { kind: "checked", host: "b", check: unknownKey("b", "SHA256:b") },
    );
    expect(ticked(state)).toEqual(["b"]);
  });

  it("a host added by hand comes first, ticked, and is not doubled", () => {
    const added: SetupEvent = { kind: "added", host: candidate("z") };
    const state = run(found([candidate("a")]), added, added, { kind: "ticked", hosts: ["z"], ticked: true });
    expect(state.rows?.map((each) => each.candidate.name)).toEqual(["z", "a"]);
  });

  it("rows that do not change stay the same objects", () => {
    const before = run(found([candidate("a"), candidate("b")]));
    const after = setupReducer(before, { kind: "ticked", hosts: ["a"], ticked: false });
    expect(after.rows?.[1]).toBe(before.rows?.[1]);
    expect(after.rows?.[0]?.ticked).toBe(false);
  });
});

it("checks that end early are unknown again, answers stay", () => {
  const state = run(
    found([candidate("a"), candidate("b")]),
    { kind: "checked", host: "a", check: { kind: "checking" } },
    { kind: "checked", host: "b", check: ready },
    { kind: "abandoned", hosts: ["a", "b"] },
  );
  expect(state.rows?.map((each) => each.check.kind)).toEqual(["unchecked", "ready"]);
});

it.each([
  [row("a", ready), "Ready", "ready"],
  [row("a", { ...ready, note: "driver mismatch" }), "GPU trouble", "ready"],
  [row("a", { kind: "watched" }), "Watched", "ready"],
  [row("a", { kind: "queued" }), "Queued", "pending"],
  [row("a", { kind: "unchecked" }), "Not checked", "pending"],
  [row("a", unknownKey("a", "f")), "New key, review", "action"],
  [row("a", changedKey("a")), "Key changed", "action"],
  [row("a", failed("SSH_TIMEOUT")), "Timed out", "action"],
  [row("a", failed("SSH_AUTH_FAILED")), "Login failed", "action"],
  [row("a", failed("SSH_CLOSED")), "Failed", "action"],
])("%#: the row says what happened", (each, word, bucket) => {
  expect(rowStatus(each)).toMatchObject({ word, bucket });
});

it("a skipped candidate says so until it is checked", () => {
  const skipped = {
    candidate: candidate("g", { skipped: "A wildcard" }),
    ticked: false,
    check: { kind: "unchecked" },
  } as const;
  expect(rowStatus(skipped)).toMatchObject({ word: "Skipped", bucket: "skipped", detail: "A wildcard" });
});

describe("filter and counts", () => {
  const rows = [
    row("gpu-a", ready),
    row("gpu-b", failed("SSH_TIMEOUT")),
    row("dev", ready, false),
    row("x", { kind: "checking" }),
  ];

  it("counts by tab and by tick", () => {
    expect(countRows(rows)).toEqual({
      all: 4,
      ready: 2,
      action: 1,
      skipped: 0,
      ticked: 3,
      tickedReady: 1,
      checking: 1,
    });
  });

  it.each([
    ["all", "", 4],
    ["ready", "", 2],
    ["ready", "GPU", 1],
    ["all", "dev.internal", 1],
    ["skipped", "", 0],
  ] as const)("tab %s with %j shows %d", (tab, text, count) => {
    expect(filterRows(rows, tab, text)).toHaveLength(count);
  });
});

describe("keys to review", () => {
  it("asks about a bastion's key once, for all that wait", () => {
    const via = { via: ["bastion"] };
    const rows: HostRow[] = ["a", "b"].map((name) => ({
      candidate: candidate(name, via),
      ticked: true,
      check: unknownKey("bastion", "SHA256:x"),
    }));
    expect(keyQuestions(rows)).toMatchObject([{ hop: "bastion", hosts: ["a", "b"], via: [] }]);
  });

  it("leaves out hosts that are not ticked", () => {
    expect(keyQuestions([row("a", unknownKey("a", "f"), false)])).toEqual([]);
  });

  it("keeps two keys of one hop apart", () => {
    expect(keyQuestions([row("a", unknownKey("j", "1")), row("b", unknownKey("j", "2"))])).toHaveLength(2);
  });

  it("lists refused keys once each, ticked or not", () => {
    expect(refusedKeys([row("a", changedKey("j"), false), row("b", changedKey("j"), false)])).toHaveLength(1);
  });
});

describe("savedHosts", () => {
  const rows = [row("new", ready), row("old", { kind: "watched" }), row("left", ready, false)];

  it("writes the ticked; new ones get the chosen environment, watched ones keep theirs", () => {
    const saved = savedHosts(rows, { hostNames: ["old"] }, "prod", new Map([["old", "staging"]]));
    expect(saved).toEqual([
      { name: "new", environment: "prod" },
      { name: "old", environment: "staging" },
    ]);
  });

  it("keeps hosts of the workspace that the SSH configuration does not list", () => {
    const saved = savedHosts(rows, { hostNames: ["elsewhere"] }, "none", new Map());
    expect(saved[0]).toEqual({ name: "elsewhere", environment: null });
  });
});
