import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseFilter } from "../../../shared/domain/logs/filter/parseFilter.ts";
import type { LogLine } from "../../../shared/domain/logs/model.ts";
import { openDocker } from "../../harness/docker.ts";
import { type LoggedHost, lastHour, openLoggedHost } from "../../harness/loggedHost.ts";
import { hasSshd } from "../../harness/sshd.ts";
import { takeTurns } from "../../harness/takeTurns.ts";
import { until } from "../../harness/until.ts";

takeTurns();

const docker = hasSshd() ? await openDocker() : null;

describe.skipIf(docker === null)("containers of a real Docker, over a real sshd", () => {
  let host: LoggedHost;
  const prefix = `midwatch-${randomBytes(4).toString("hex")}`;

  beforeAll(async () => {
    host = await openLoggedHost("model-1");
  });

  afterAll(async () => {
    await host?.stop();
    await docker?.stop();
  });

  const logs = (container: string) => host.logsOf([{ container }]);
  const read = (container: string, text = "") => logs(container).query(lastHour(text), new AbortController().signal);

  test("both outputs by time, several containers in one stream, a traceback whole, one that has ended too", async () => {
    docker?.run(`${prefix}-a`, "echo INFO up; sleep 0.2; echo 'ERROR CUDA out of memory' >&2; sleep 600");
    docker?.run(
      `${prefix}-b`,
      "echo 'Traceback (most recent call last):'; echo '  File \"x.py\", line 1'; echo 'ValueError: boom'; exit 3",
    );
    await expect.poll(async () => (await read(`${prefix}-*`)).lines.length, { timeout: 15_000 }).toBe(3);
    const { lines, problems } = await read(`${prefix}-*`);
    expect(problems).toEqual([]);
    const of = (name: string) => lines.filter(({ stream }) => stream === name).map(({ level, text }) => [level, text]);
    expect(of(`${prefix}-a`)).toEqual([
      ["info", "INFO up"],
      ["error", "ERROR CUDA out of memory"],
    ]);
    expect(of(`${prefix}-b`)).toEqual([
      ["error", 'Traceback (most recent call last):\n  File "x.py", line 1\nValueError: boom'],
    ]);
    expect((await read(`${prefix}-*`, "out of memory")).lines.map(({ stream }) => stream)).toEqual([`${prefix}-a`]);
    expect((await read(`${prefix}-none`)).problems.map(({ message }) => message)).toEqual([
      `No container is called ${prefix}-none`,
    ]);
  });

  test("live: each line once, over a restart; a container that appears is read from its start", async () => {
    const name = `${prefix}-live`;
    docker?.run(name, "i=0; while true; do i=$((i+1)); echo tick $$ $i $(cat /proc/uptime); sleep 0.2; done");
    const lines: LogLine[] = [];
    const stop = new AbortController();
    const sink = {
      began: () => {},
      lines: (more: readonly LogLine[]) => void lines.push(...more),
      gap: () => {},
      problems: () => {},
    };
    const done = logs(`${prefix}-live*`)
      .tail({ filter: parseFilter(""), hosts: null }, sink, stop.signal)
      .catch(() => {});
    await until(() => lines.length >= 3);
    docker?.call("restart", "-t", "0", name);
    const restarted = lines.length;
    await until(() => lines.length > restarted + 3);
    docker?.run(`${prefix}-live-2`, "echo first; sleep 600");
    await until(() => lines.some(({ stream }) => stream === `${prefix}-live-2`));
    const texts = lines.map(({ text }) => text);
    expect(texts).toHaveLength(new Set(texts).size);
    const numbers = texts.filter((text) => text.startsWith("tick")).map((text) => Number(text.split(" ")[2]));
    const starts = numbers.flatMap((number, index) =>
      index > 0 && number !== (numbers[index - 1] ?? 0) + 1 ? [number] : [],
    );
    expect(starts).toEqual([1]);
    stop.abort();
    await done;
  });
});
