import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, it } from "vitest";
import { dialServer } from "../../../electron/host/dialServer.ts";
import { createHttpService } from "../../../electron/services/http/createHttpService.ts";
import { createDeliver } from "../../../electron/services/notify/createDeliver.ts";
import { systemClock } from "../../../electron/services/systemClock.ts";
import { gpuAlert } from "../../builders/notify.ts";
import { startHttpSink } from "../../harness/httpSink.ts";
import { startNotify } from "../../harness/notifyLab.ts";

const program = fileURLToPath(new URL("../../harness/notifyUntilKilled.ts", import.meta.url));
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

function startProgram(folder: string, notify: unknown, address: string): ChildProcess {
  const child = spawn(process.execPath, [program, folder, JSON.stringify(notify), address], { stdio: "inherit" });
  ends.push(() => child.kill("SIGKILL"));
  return child;
}

it("after a kill in the middle of sending, pages once those who would not know the second from the first", async () => {
  const folder = mkdtempSync(join(tmpdir(), "midwatch-killed-"));
  ends.push(() => rmSync(folder, { recursive: true, force: true }));
  const sink = await startHttpSink();
  ends.push(() => sink.close());
  const notify = {
    channels: [
      { kind: "slack", name: "room", url: "secret:room" },
      { kind: "webhook", name: "hook", url: `${sink.origin}/hook` },
    ],
    routes: [{ name: "pages", notify: ["room", "hook"], groupWait: "0s" }],
  };
  const room = `${sink.origin}/room`;
  sink.answerNext("silence", "silence");
  const child = startProgram(folder, notify, room);
  const paths = () => sink.requests.map(({ path }) => path).sort();
  await expect.poll(paths, { timeout: 30_000 }).toEqual(["/hook", "/room"]);
  child.kill("SIGKILL");
  await once(child, "exit");

  const secrets = { get: async () => room };
  const lab = startNotify({
    ...{ folder, notify, clock: systemClock },
    deliver: createDeliver({
      ...{ clock: systemClock, secrets, readTrust: async () => ({}), timeoutMs: 15_000, announce: () => false },
      http: createHttpService({ secrets, workspaceFolder: folder, dial: dialServer(() => null) }),
    }),
  });
  ends.push(() => lab.service.close());
  lab.setAlerts([gpuAlert("gpu-a")]);
  const states = () => lab.service.deliveries(10).map(({ channel, state }) => `${channel} ${state}`);
  await expect.poll(states, { timeout: 30_000 }).toEqual(["hook delivered", "room unsure"]);
  expect(paths()).toEqual(["/hook", "/hook", "/room"]);
  const [first, second] = sink.requests.filter(({ path }) => path === "/hook");
  expect(second?.body, "the same event").toBe(first?.body);
}, 90_000);
