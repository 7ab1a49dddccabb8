import { expect, test } from "vitest";
import { createServerWatch } from "../../../electron/host/serverWatch.ts";
import { suspectAlertmanagers } from "../../../electron/host/suspectAlertmanagers.ts";
import type { HttpResponse } from "../../../electron/services/http/types.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import { workspaceSource } from "../../../shared/domain/workspace/source.ts";
import { ManualClock } from "../../doubles/manualClock.ts";

const status = JSON.stringify({ config: { original: "" }, versionInfo: { version: "0.27.0" } });

test("an Alertmanager whose alerts cannot be read is not shown as one that answers, and back", async () => {
  const clock = new ManualClock();
  let answers = true;
  const request = async (): Promise<HttpResponse> => {
    if (answers) return { status: 200, headers: {}, body: Buffer.from(status) };
    throw new MidwatchError("UNAVAILABLE", "connection refused");
  };
  const none = () => Promise.reject(new Error("not asked here"));
  const http = { server: () => ({ request, openSocket: none, stream: none, dispose() {} }) };
  const servers = createServerWatch({ clock, http, sources: { servers: [] } });
  servers.setServers([workspaceSource.parse({ kind: "alertmanager", name: "am", url: "http://am:9093" })]);
  const told = new Emitter<void>();
  const am: { name: string; readAtMs: number | null; problem: string | null } = {
    name: "am",
    readAtMs: 1,
    problem: null,
  };
  const suspecting = suspectAlertmanagers({ servers: [am], onSilences: told.event }, servers);
  const kind = () => servers.list[0]?.state.kind;
  const tell = async (problem: string | null) => {
    am.problem = problem;
    told.fire();
    await clock.advance(0);
  };
  await clock.advance(1000);
  expect(kind()).toBe("ok");
  answers = false;
  await clock.advance(5000);
  expect(kind()).toBe("ok");
  await tell("connection refused");
  expect(kind()).toBe("down");
  answers = true;
  await tell(null);
  expect(kind()).toBe("ok");
  suspecting.dispose();
  servers.dispose();
});
