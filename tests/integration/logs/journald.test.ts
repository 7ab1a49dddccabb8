import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseFilter } from "../../../shared/domain/logs/filter/parseFilter.ts";
import type { LogLine } from "../../../shared/domain/logs/model.ts";
import { hasJournal, type Journal, openJournal } from "../../harness/journald.ts";
import { type LoggedHost, lastHour, openLoggedHost } from "../../harness/loggedHost.ts";
import { hasSshd } from "../../harness/sshd.ts";
import { until } from "../../harness/until.ts";

describe.skipIf(!hasSshd() || !hasJournal())("a unit's entries in a real journal, over a real sshd", () => {
  let host: LoggedHost;
  let journal: Journal;
  /** The journal may be the machine's own: only this run's entries count. */
  const unit = `midwatch-${randomBytes(4).toString("hex")}`;

  beforeAll(async () => {
    journal = await openJournal();
    host = await openLoggedHost("model-1");
  });

  afterAll(async () => {
    await host?.stop();
    await journal?.stop();
  });

  const logs = (pattern: string) => host.logsOf([{ unit: pattern, service: "chat" }]);

  test("its entries alone, in order, with levels; a filter is applied on the host", async () => {
    const startMs = Date.now();
    journal.write(`${unit}.service`, "KV cache usage 98 %", 4);
    journal.write("other.service", "not of it");
    journal.write(`${unit}.service`, "CUDA out of memory", 3);
    const read = async (text: string) =>
      (await logs(`${unit}.service`).query(lastHour(text), new AbortController().signal)).lines;
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
          began: () => {},
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
