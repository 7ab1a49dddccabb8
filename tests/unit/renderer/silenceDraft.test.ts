import { expect, test } from "vitest";
import type { AlertRow } from "../../../renderer/features/alerts/alertRows.ts";
import { rememberOwnName } from "../../../renderer/features/alerts/ownName.ts";
import {
  draftOf,
  draftOfSilence,
  emptyDraft,
  spansOf,
  timesOf,
} from "../../../renderer/features/alerts/silenceDraft.ts";
import { silencesStore } from "../../../renderer/state/silencesStore.ts";
import { buildAlert, buildSilence } from "../../builders/alerts.ts";

const hourMs = 3_600_000;
const nowMs = 100 * hourMs;
const silence = { ...buildSilence({ startsAtMs: nowMs - hourMs, endsAtMs: nowMs + 167 * hourMs }), matching: 1 };

test("a silence that is changed keeps its end, and lasts otherwise only where that is chosen", () => {
  const draft = draftOfSilence(silence);
  expect(spansOf(draft, nowMs)[0]).toEqual({ id: "kept", label: "Keep its end (in 6d23h)" });
  expect(timesOf(draft, "kept", nowMs)).toEqual({ startsAtMs: nowMs, endsAtMs: silence.endsAtMs });
  expect(timesOf(draft, "2h", nowMs)).toEqual({ startsAtMs: nowMs, endsAtMs: nowMs + 2 * hourMs });
});

test("one that is still to begin does not begin at once because its comment changes", () => {
  const startsAtMs = nowMs + 10 * hourMs;
  const draft = draftOfSilence({ ...silence, state: "pending", startsAtMs });
  expect(timesOf(draft, "kept", nowMs)).toEqual({ startsAtMs, endsAtMs: silence.endsAtMs });
  expect(timesOf(draft, "8h", nowMs)).toEqual({ startsAtMs, endsAtMs: startsAtMs + 8 * hourMs });
});

test.each([
  ["new", emptyDraft()],
  ["revived", draftOfSilence({ ...silence, state: "expired" })],
])("one that is %s has no end to keep", (_, draft) => {
  expect(draft.id).toBeNull();
  expect(spansOf(draft, nowMs).map(({ id }) => id)).not.toContain("kept");
});

test("the name that was taken last stands in the next silence; a changed one is its maker's", () => {
  rememberOwnName("Ada");
  expect(draftOf({ kind: "alert", id: "1", alert: buildAlert() }).createdBy).toBe("Ada");
  expect(emptyDraft().createdBy).toBe("Ada");
  expect(draftOfSilence(silence).createdBy).toBe("ana");
});

test("a group is silenced by its name, and a filtered one by what those in sight share", () => {
  const alert = (instance: string) =>
    buildAlert({ id: instance, name: "Hot", labels: { alertname: "Hot", team: "gpu", instance } });
  const row: AlertRow = { kind: "group", id: "Hot", name: "Hot", alerts: [alert("a"), alert("b")], isOpen: false };
  const of = (isFiltered: boolean) => draftOf(row, isFiltered).matchers.map(({ name, value }) => `${name}=${value}`);
  expect(of(false)).toEqual(["alertname=Hot"]);
  expect(of(true)).toEqual(["alertname=Hot", "team=gpu"]);
});

test("a group is silenced in the first Alertmanager that tells of one of its alerts", () => {
  silencesStore.setState({
    servers: [
      { name: "eu", readAtMs: nowMs, problem: null },
      { name: "us", readAtMs: nowMs, problem: null },
    ],
    silences: [],
  });
  const alerts = [buildAlert({ sources: ["rules"] }), buildAlert({ sources: ["us"] })] as const;
  const row: AlertRow = { kind: "group", id: "Hot", name: "Hot", alerts, isOpen: false };
  expect(draftOf(row).server).toBe("us");
  expect(draftOf({ ...row, alerts: [alerts[0]] }).server).toBeNull();
});
