import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Child, startChild } from "../../harness/childProcess.ts";
import { createSshdLab, hasSshd, type SshdLab } from "../../harness/sshd.ts";
import { createClient, hostBlock, reached, workspaceHost } from "../../harness/sshService.ts";

const hostCount = 64;
const mostMs = 3000;

describe.skipIf(!hasSshd())("64 hosts from nothing", () => {
  let lab: SshdLab;
  let fleet: Child;
  let config = "";

  beforeAll(async () => {
    lab = createSshdLab();
    fleet = await startChild(
      [process.execPath, fileURLToPath(new URL("../../harness/sshFleet.ts", import.meta.url)), String(hostCount)],
      /^\[/,
    );
    const servers = z.array(z.object({ port: z.number(), key: z.string() })).parse(JSON.parse(fleet.line));
    lab.write("known_hosts", servers.map(({ port, key }) => `[127.0.0.1]:${port} ${key}\n`).join(""));
    const server = (port: number) => ({
      port,
      hostKey: "",
      log: () => "",
      process: fleet.process,
      stop: async () => {},
    });
    config = servers.map(({ port }, index) => hostBlock(lab, `gpu${index}`, server(port))).join("\n");
  });
  afterAll(async () => {
    await fleet.stop();
    await lab.stop();
  });

  it.each([
    ["with the client's configuration", {}],
    ["with our own reading of it", { PATH: "/nowhere" }],
  ])("are resolved and connected in time, %s", async (title, environment) => {
    const names = Array.from({ length: hostCount }, (_, index) => `gpu${index}`);
    const { ssh } = createClient(lab, { config, environment });
    const startedMs = performance.now();
    await Promise.all(names.map((name) => ssh.resolve(name)));
    const resolvedMs = performance.now() - startedMs;
    const links = names.map((name) => ssh.link(workspaceHost(name)));
    await Promise.all(links.map((link) => reached(link, "connected")));
    const connectedMs = performance.now() - startedMs;
    process.stdout.write(
      `${title}: ${hostCount} hosts, resolving ${Math.round(resolvedMs)} ms, connecting ${Math.round(connectedMs - resolvedMs)} ms\n`,
    );
    expect(connectedMs).toBeLessThan(mostMs * slack);
    ssh.dispose();
  });
});

/** A shared build machine is not a laptop; the bench measures the figure, this test that it is of that order. */
const slack = 3;
