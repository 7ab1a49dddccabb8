import { describe, expect, it } from "vitest";
import {
  type OpenPanels,
  PanelGroup,
  type PanelItem,
  type PanelRequest,
} from "../../../../renderer/charts/PanelGroup.ts";
import { MidwatchError } from "../../../../shared/base/errors.ts";
import { frameOf } from "./frames.ts";

const request: PanelRequest = {
  queries: [
    { id: "a", expr: "metric" },
    { id: "b", expr: "other" },
  ],
  rangeMs: 60_000,
  stepMs: 1000,
  live: true,
};

interface Opened {
  readonly params: Parameters<OpenPanels>[0];
  readonly item: (item: PanelItem) => void;
  readonly end: (error: MidwatchError | null) => void;
  closed: boolean;
}

function start() {
  const opened: Opened[] = [];
  const open: OpenPanels = (params, { onItem, onEnd }) => {
    const stream: Opened = { params, item: onItem, end: onEnd, closed: false };
    opened.push(stream);
    return {
      dispose() {
        stream.closed = true;
      },
    };
  };
  const group = new PanelGroup(() => 5000);
  let updates = 0;
  group.onUpdate(() => {
    updates += 1;
  });
  group.connect(open);
  return { group, open, opened, last: () => opened.at(-1) ?? fail(), updates: () => updates };
}

function fail(): never {
  throw new Error("nothing was opened");
}

function answer(kind: PanelItem["kind"], fromStep: number, ...values: number[]): PanelItem {
  return {
    kind,
    results: ["a", "b"].map((id) => ({ kind: "frame", id, frame: frameOf(fromStep, values), warnings: [], infos: [] })),
  };
}

function valuesOf(group: PanelGroup, id: string): number[] | null {
  const state = group.state(id);
  return state && state.kind !== "loading" && state.buffer ? [...(state.buffer.view().values[0] ?? [])] : null;
}

describe("PanelGroup", () => {
  it("asks once for all queries and not again for the same", () => {
    const { group, opened, last } = start();
    group.watch(request);
    group.watch({ ...request });
    expect(opened).toHaveLength(1);
    expect(last().params).toEqual({ queries: request.queries, rangeMs: 60_000, stepMs: 1000 });
    expect(group.state("a")).toEqual({ kind: "loading", sinceMs: 5000 });
  });

  it("applies a reset and what follows, and tells once for each item", () => {
    const { group, last, updates } = start();
    group.watch(request);
    last().item(answer("reset", 0, 1, 2));
    last().item(answer("append", 2, 3));
    expect(valuesOf(group, "a")).toEqual([1, 2, 3]);
    expect(group.newestMs).toBe(2000);
    expect(updates()).toBe(2);
  });

  it("keeps what is drawn until a new range has its first answer", () => {
    const { group, opened, last } = start();
    group.watch(request);
    last().item(answer("reset", 0, 1, 2));
    group.watch({ ...request, rangeMs: 120_000 });
    expect(opened[0]?.closed).toBe(true);
    expect(valuesOf(group, "a")).toEqual([1, 2]);
    last().item(answer("reset", 0, 7));
    expect(valuesOf(group, "a")).toEqual([7]);
  });

  it("closes while paused and asks again when live", () => {
    const { group, opened, last } = start();
    group.watch(request);
    last().item(answer("reset", 0, 1));
    group.watch({ ...request, live: false });
    expect(opened[0]?.closed).toBe(true);
    expect(valuesOf(group, "a")).toEqual([1]);
    group.watch(request);
    expect(opened).toHaveLength(2);
  });

  it("answers a new question once while paused", () => {
    const { group, last } = start();
    group.watch({ ...request, live: false });
    expect(last().closed).toBe(false);
    last().item(answer("reset", 0, 1, 2));
    expect(last().closed).toBe(true);
    expect(valuesOf(group, "a")).toEqual([1, 2]);
  });

  it("waits for the first answer when it is paused before that", () => {
    const { group, last } = start();
    group.watch(request);
    group.watch({ ...request, live: false });
    expect(last().closed).toBe(false);
    last().item(answer("reset", 0, 1));
    expect(last().closed).toBe(true);
  });

  it("marks a query that fails and keeps its last good answer; the others go on", () => {
    const { group, last } = start();
    group.watch(request);
    last().item(answer("reset", 0, 1));
    last().item({
      kind: "append",
      results: [
        { kind: "error", id: "a", code: "LIMIT", message: "Too many series", position: null },
        { kind: "frame", id: "b", frame: frameOf(1, [2]), warnings: [], infos: [] },
      ],
    });
    expect(group.state("a")).toMatchObject({ kind: "error", code: "LIMIT" });
    expect(valuesOf(group, "a")).toEqual([1]);
    expect(valuesOf(group, "b")).toEqual([1, 2]);
  });

  const failing = (code: "UNAVAILABLE" | "BAD_QUERY"): PanelItem => ({
    kind: "reset",
    results: [{ kind: "error", id: "a", code, message: "eu is away", position: null }],
  });
  const asking = (expr: string, source: string): PanelRequest => ({ ...request, queries: [{ id: "a", expr, source }] });

  it("shows nothing of one source as another's answer", () => {
    const { group, last } = start();
    group.watch(asking("up", "eu"));
    last().item(answer("reset", 0, 1));
    group.watch(asking("up", "us"));
    expect(group.state("a")).toEqual({ kind: "loading", sinceMs: 5000 });
    last().item(failing("UNAVAILABLE"));
    expect(group.state("a")).toMatchObject({ kind: "error", source: "us", buffer: null });
    group.watch(asking("up", "eu"));
    expect(group.state("a")).toEqual({ kind: "loading", sinceMs: 5000 });
  });

  it("does not hold the answer to another question for a source that is silent; a question that is wrong keeps it", () => {
    const { group, last } = start();
    group.watch(asking("up", "eu"));
    last().item(answer("reset", 0, 1));
    group.watch(asking("down", "eu"));
    expect(group.state("a")?.kind).toBe("ready");
    last().item(failing("BAD_QUERY"));
    expect(valuesOf(group, "a")).toEqual([1]);
    group.watch(asking("off", "eu"));
    expect(group.state("a")?.kind).toBe("ready");
    last().item(failing("UNAVAILABLE"));
    expect(group.state("a")).toMatchObject({ kind: "error", buffer: null });
  });

  it("tells which question the held answer is of, also while the one that is asked is wrong", () => {
    const { group, last } = start();
    group.watch(request);
    expect(group.answeredExpr("a")).toBeNull();
    last().item(answer("reset", 0, 1, 2));
    expect(group.answeredExpr("a")).toBe("metric");
    group.watch({ ...request, queries: [{ id: "a", expr: "metric[" }] });
    expect(group.answeredExpr("a")).toBe("metric");
    last().item({
      kind: "reset",
      results: [{ kind: "error", id: "a", code: "BAD_QUERY", message: "unexpected end", position: null }],
    });
    expect(group.answeredExpr("a")).toBe("metric");
  });

  it("keeps what is known of a question whose source was silent, as its range changes", () => {
    const { group, last } = start();
    group.watch(asking("up", "eu"));
    last().item(answer("reset", 0, 1));
    last().item(failing("UNAVAILABLE"));
    group.watch({ ...asking("up", "eu"), rangeMs: 120_000 });
    expect(group.state("a")).toMatchObject({ kind: "error", source: "eu" });
    expect(valuesOf(group, "a")).toEqual([1]);
  });

  it("does not take a lost connection for a failed query, and asks anew on the next one", () => {
    const { group, open, opened, last } = start();
    group.watch(request);
    last().item(answer("reset", 0, 1));
    last().end(new MidwatchError("DISCONNECTED", "gone"));
    expect(group.state("a")?.kind).toBe("ready");
    group.disconnect();
    group.watch(request);
    expect(opened).toHaveLength(1);
    group.connect(open);
    group.watch(request);
    expect(opened).toHaveLength(2);
  });

  it("shows a refusal on every chart", () => {
    const { group, last } = start();
    group.watch(request);
    last().end(new MidwatchError("BAD_QUERY", "no"));
    expect(group.state("b")).toMatchObject({ kind: "error", code: "BAD_QUERY", buffer: null });
  });

  it("forgets queries that are not asked any more", () => {
    const { group, last } = start();
    group.watch(request);
    last().item(answer("reset", 0, 1));
    group.watch({ ...request, queries: [{ id: "a", expr: "metric" }] });
    expect(group.state("b")).toBeNull();
  });

  it("closes on dispose", () => {
    const { group, last } = start();
    group.watch(request);
    group.dispose();
    expect(last().closed).toBe(true);
  });
});
