import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, renameSync, truncateSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { LogGap, LogProblem, TailSink } from "../../../electron/services/logs/types.ts";
import { LogStore } from "../../../renderer/features/logs/LogStore.ts";
import { parseFilter } from "../../../shared/domain/logs/filter/parseFilter.ts";
import type { LogLine } from "../../../shared/domain/logs/model.ts";
import { unseenLines } from "../../../shared/domain/logs/unseenLines.ts";
import { hostLog } from "../../../shared/domain/workspace/hostLog.ts";
import { type LoggedHost, openLoggedHost, lastHour as query } from "../../harness/loggedHost.ts";
import { hasSshd } from "../../harness/sshd.ts";
import { until } from "../../harness/until.ts";

const host = "model-1";

describe.skipIf(!hasSshd())("logs on a host, over a real sshd", () => {
  let logged: LoggedHost;
  let folder: string;
  const file = (name: string) => `${folder}/${name}`;

  beforeAll(async () => {
    logged = await openLoggedHost(host);
    // A name that a shell would take apart.
    folder = logged.lab.path('it\'s a "$HOME" `log`');
    mkdirSync(folder);
  });

  afterAll(() => logged.stop());

  const logsOf = (...logs: Record<string, unknown>[]) =>
    logged.logsOf(
      logs.map((log) => hostLog.parse({ hosts: [host], ...log })),
      ["gone-1"],
    );
  const never = new AbortController().signal;
  const stamp = (agoSeconds: number) => new Date(Date.now() - agoSeconds * 1000).toISOString();

  test("a file, what it was rotated to, packed ones too, and another in time order", async () => {
    writeFileSync(file("a.log"), `${stamp(10)} INFO newest\n`);
    writeFileSync(
      file("a.log.1"),
      `${stamp(30)} ERROR failed\nTraceback (most recent call last):\n  File "x.py", line 1\nValueError: boom\n`,
    );
    writeFileSync(file("a.log.2"), `${stamp(50)} INFO oldest\n`);
    execFileSync("gzip", [file("a.log.2")]);
    writeFileSync(file("b.log"), `{"@timestamp":"${stamp(20)}","log.level":"warn","message":"between"}\n`);
    const logs = logsOf({ files: file("*.log") });

    const answer = await logs.query(query(), never);
    expect(answer.problems).toEqual([]);
    expect(answer.lines.map(({ level, text }) => [level, text.slice(-8)])).toEqual([
      ["info", "O oldest"],
      ["error", "or: boom"],
      ["warn", 'etween"}'],
      ["info", "O newest"],
    ]);
    expect(answer.lines[1]?.text.split("\n")).toHaveLength(4);
    expect(answer.lines[2]).toMatchObject({ host, source: "hosts", stream: file("b.log"), message: "between" });

    const found = await logs.query(query("valueerror"), never);
    expect(found.lines.map(({ text }) => text.split("\n")[0]?.slice(25))).toEqual(["ERROR failed"]);
    expect(found.appliedHere).toEqual([]);
    expect((await logs.query(query("level:warn"), never)).appliedHere).toEqual(["level:warn"]);
  });

  test("the newest lines of a limit, and from where on they are all there", async () => {
    writeFileSync(file("many.txt"), Array.from({ length: 500 }, (_, i) => `${stamp(500 - i)} line ${i}\n`).join(""));
    const answer = await logsOf({ files: file("many.txt") }).query(query("", { limit: 20 }), never);
    expect(answer.lines.at(-1)?.text).toContain("line 499");
    expect(answer.lines.length).toBe(19);
    const [oldest] = answer.lines;
    expect(answer.completeFromMs).toBeLessThanOrEqual(oldest?.timeMs ?? 0);
    const before = await logsOf({ files: file("many.txt") }).query(query("", { endMs: answer.completeFromMs }), never);
    expect(before.lines).toHaveLength(481);
  });

  test("more than is sent of one log: the oldest part is told to be missing", async () => {
    const row = "x".repeat(200);
    writeFileSync(
      file("large.txt"),
      Array.from({ length: 20_000 }, (_, i) => `${stamp(2000 - i / 10)} ${i} ${row}\n`).join(""),
    );
    const answer = await logsOf({ files: file("large.txt") }).query(query("", { limit: 50_000 }), never);
    expect(answer.lines.length).toBeGreaterThan(5000);
    expect(answer.lines.length).toBeLessThan(20_000);
    expect(answer.completeFromMs).toBeGreaterThan(Date.now() - 2_000_000);
    expect(answer.lines.at(-1)?.text).toContain(" 19999 ");
  });

  test("what cannot be read is told, the rest is read", async () => {
    writeFileSync(file("c.log.txt"), `${stamp(5)} there\n`);
    const answer = await logsOf(
      { files: file("none-*.log") },
      { container: "nope" },
      { files: file("c.log.txt") },
    ).query(query(), never);
    expect(answer.lines).toHaveLength(1);
    expect(answer.problems.map(({ message }) => message)).toEqual([
      `No file is called ${file("none-*.log")}`,
      expect.stringMatching(/^Docker does not answer|^No container/),
    ]);
  });

  test("a host that is not connected costs only itself", async () => {
    const logs = logged.logsOf([hostLog.parse({ files: file("c.log.txt") })], ["gone-1"]);
    const answer = await logs.query(query(), never);
    expect(answer.lines).toHaveLength(1);
    expect(answer.problems).toEqual([
      { source: "hosts", where: "gone-1", code: "UNAVAILABLE", message: "Not connected" },
    ]);
  });

  test("live lines: none between a page and them, a rotation loses nothing, emptying in place is told, a new file is read from its start", async () => {
    writeFileSync(file("live.out"), `${stamp(1)} before\n`);
    const lines: LogLine[] = [];
    const gaps: LogGap[] = [];
    let problems: readonly LogProblem[] = [];
    let began = false;
    const stop = new AbortController();
    const logs = logsOf({ files: file("live*.out") });
    let count = 0;
    const feed = setInterval(() => appendFileSync(file("live.out"), `${stamp(0)} tick ${count++}\n`), 50);
    const done = logs
      .tail(
        { filter: parseFilter("-noise"), hosts: null },
        {
          began: () => {
            began = true;
          },
          lines: (more) => lines.push(...more),
          gap: (gap) => gaps.push(gap),
          problems: (all) => {
            problems = all;
          },
        },
        stop.signal,
      )
      .catch(() => {});
    const texts = () => lines.map(({ text }) => text.slice(25));
    await until(() => began);
    const page = await logs.query(query(), never);
    await until(() => lines.length > 0);
    clearInterval(feed);
    await until(() => texts().at(-1) === `tick ${count - 1}`);
    expect(texts()).not.toContain("before");
    const all = [...page.lines, ...unseenLines(lines, page.lines)].map(({ text }) => text.slice(25));
    expect(all).toEqual(["before", ...Array.from({ length: count }, (_, tick) => `tick ${tick}`)]);

    appendFileSync(file("live.out"), `${stamp(0)} last of the old\n`);
    renameSync(file("live.out"), file("live.out.1"));
    writeFileSync(file("live.out"), `${stamp(0)} first of the new\n${stamp(0)} noise\n`);
    await until(() => texts().includes("first of the new"));
    expect(texts().slice(-2)).toEqual(["last of the old", "first of the new"]);

    truncateSync(file("live.out"), 0);
    appendFileSync(file("live.out"), `${stamp(0)} x\n`);
    await until(() => texts().includes("x"));
    expect(gaps).toMatchObject([{ stream: file("live.out"), missing: null }]);

    writeFileSync(file("live-2.out"), `${stamp(0)} another\n`);
    await until(() => texts().includes("another"));
    expect(problems).toEqual([]);
    expect(texts()).toHaveLength(new Set(texts()).size);
    stop.abort();
    await done;
  });

  test("lines without a time, all alike: each stands once where a page and live lines both read it", async () => {
    writeFileSync(file("untimed.txt"), "same\n".repeat(3));
    const logs = logsOf({ files: file("untimed.txt") });
    const store = new LogStore();
    let began = false;
    let readTo = 0;
    let written = 3;
    const stop = new AbortController();
    const sink: TailSink = {
      began: () => {
        began = true;
      },
      lines: (lines) => {
        readTo = lines.at(-1)?.place?.endByte ?? Number.NaN;
        store.takeLive({ lines: [...lines], gaps: [], problems: null, began: false, lateHosts: [] });
      },
      gap: () => {},
      problems: () => {},
    };
    const done = logs.tail({ filter: parseFilter(""), hosts: null }, sink, stop.signal).catch(() => {});
    const write = () => {
      appendFileSync(file("untimed.txt"), "same\n");
      written += 1;
    };
    await until(() => began);
    write();
    await until(() => readTo > 0);
    write();
    const page = await logs.query(query(), never);
    store.takePage({ ...page, lines: [...page.lines], problems: [], appliedHere: [] });
    write();
    await until(() => readTo === written * "same\n".length);
    expect(store.current.end).toBe(written);
    stop.abort();
    await done;
  });
});
