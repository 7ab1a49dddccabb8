import { expect, test } from "vitest";
import { createHostLogs } from "../../../electron/services/logs/hosts/createHostLogs.ts";
import type { SshConnection } from "../../../electron/services/ssh/types.ts";
import { parseFilter } from "../../../shared/domain/logs/filter/parseFilter.ts";
import { hostLog } from "../../../shared/domain/workspace/hostLog.ts";
import { ManualClock } from "../../doubles/manualClock.ts";

const nonce = "0123456789abcdef";

test("live lines begin without a host that is away, and it is told once that it is followed late", async () => {
  const clock = new ManualClock();
  let isConnected = false;
  let readings = 0;
  const connection: Pick<SshConnection, "exec"> = {
    async exec() {
      readings += 1;
      const stdout = `\u001e${nonce} T ${clock.nowMs() / 1000} +0000 86400.00\n\u001e${nonce} E\n`;
      return { exitCode: 0, signal: null, stdout, stderr: "" };
    },
  };
  const logs = createHostLogs({
    clock,
    connections: { of: () => (isConnected ? (connection as SshConnection) : null) },
    nonce: () => nonce,
    hosts: ["gpu-a01"],
    logs: [hostLog.parse({ unit: "nginx.service" })],
  });
  const began: (string | undefined)[] = [];
  const stop = new AbortController();
  const sink = { began: (host?: string) => void began.push(host), lines() {}, gap() {}, problems() {} };
  const done = logs.tail({ filter: parseFilter(""), hosts: null }, sink, stop.signal).catch(() => {});
  await clock.advance(0);
  expect(began).toEqual([undefined]);
  isConnected = true;
  await clock.advance(20_000);
  expect(readings).toBeGreaterThan(5);
  expect(began).toEqual([undefined, "gpu-a01"]);
  stop.abort();
  await done;
});
