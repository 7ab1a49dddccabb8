import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createHostLogs } from "../../../electron/services/logs/hosts/createHostLogs.ts";
import type { SshConnection } from "../../../electron/services/ssh/types.ts";
import { systemClock } from "../../../electron/services/systemClock.ts";
import { parseFilter } from "../../../shared/domain/logs/filter/parseFilter.ts";
import type { LogLine } from "../../../shared/domain/logs/model.ts";
import { hasJournal, type Journal, openJournal } from "../../harness/journald.ts";
import { createSshdLab, hasSshd, type SshdLab } from "../../harness/sshd.ts";
import { createClient, hostBlock, workspaceHost } from "../../harness/sshService.ts";
import { until } from "../../harness/until.ts";

const host = "model-1";

describe.skipIf(!hasSshd() || !hasJournal())("a unit's entries in a real journal, over a real sshd", () => {
  let lab: SshdLab;
  let journal: Journal;
  let connection: SshConnection;
  /** The journal may be the machine's own: only this run's entries count. */
  const unit = `midwatch-${randomBytes(4).toString("hex")}`;

  beforeAll(async () => {
    journal = await openJournal();
    lab = createSshdLab();
    const server = await lab.start();
    lab.write("known_hosts", lab.knownHostsLine(server));
    const { ssh } = createClient(lab, { config: hostBlock(lab, host, server) });
    connection = await ssh.connect(workspaceHost(host, { transport: "ssh2" }), {});
  });

  afterAll(async () => {
    connection?.close();
    await lab?.stop();
    await journal?.stop();
  });

  const logs = (pattern: string) =>
    createHostLogs({
      clock: systemClock,
      connections: { of: () => connection },
      nonce: () => randomBytes(8).toString("hex"),
      hosts: [host],
      logs: [{ unit: pattern, service: "chat" }],
    });
  const window = () => ({ hosts: null, startMs: Date.now() - 600_000, endMs: Date.now() + 60_000, limit: 1000 });

  test("its entries alone, in order, with levels; a filter is applied on the host", async () => {
    const startMs = Date.now();
    journal.write(`${unit}.service`, "KV cache usage 98 %", 4);
    journal.write("other.service", "not of it");
    journal.write(`${unit}.service`, "CUDA out of memory", 3);
    const read = async (text: string) =>
      (await logs(`${unit}.service`).query({ filter: parseFilter(text), ...window() }, new AbortController().signal))
        .lines;
    await expect.poll(async () => (await read("")).length, { timeout: 15_000 }).toBe(2);
    const lines = await read("");
    expect(lines.map(({ level, stream, text }) => [level, stream, text])).toEqual([
      ["warn", `${unit}.service`, "KV cache usage 98 %"],
      ["error", `${unit}.service`, "CUDA out of memory"],
    ]);
    for (const { timeMs, timeFrom, fields } of lines) {
      expect(timeMs).toBeGreaterThanOrEqual(startMs - 1000);
      expect(timeFrom).toBe("own");
      expect(fields.service).toBe("chat");
    }
    expect((await read("out of memory")).map(({ text }) => text)).toEqual(["CUDA out of memory"]);
    expect((await read("level:warn")).map(({ text }) => text)).toEqual(["KV cache usage 98 %"]);
  });

  test("live, from the place where it stood: each entry once, none of before", async () => {
    const lines: LogLine[] = [];
    const stop = new AbortController();
    const done = logs(`${unit}*`)
      .tail(
        { filter: parseFilter(""), hosts: null },
        {
          lines: (more) => lines.push(...more),
          gap: () => {},
          problems: () => {},
        },
        stop.signal,
      )
      .catch(() => {});
    // The first reading only notes where the journal ends: what comes after it is seen.
    let count = 0;
    const feed = setInterval(() => journal.write(`${unit}.service`, `tick ${count++}`), 200);
    await until(() => lines.length >= 3);
    clearInterval(feed);
    await until(() => lines.at(-1)?.text === `tick ${count - 1}`);
    const texts = lines.map(({ text }) => text);
    expect(texts).toEqual(Array.from({ length: texts.length }, (_, i) => `tick ${count - texts.length + i}`));
    stop.abort();
    await done;
  });
});
