import { execFileSync, spawn } from "node:child_process";
import type { RequestListener } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { ExpositionParser } from "../../../shared/domain/metrics/exposition/parser.ts";
import type { ScrapeState } from "../../../shared/domain/metrics/scrapeState.ts";
import { selfSigned } from "../../harness/certificate.ts";
import { freePort } from "../../harness/freePort.ts";
import { requireTool } from "../../harness/requireTool.ts";
import { hasSshd } from "../../harness/sshd.ts";
import { until } from "../../harness/until.ts";
import { startApplication, startRig } from "./scrapeRig.ts";

const ends: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function rig(
  sshdConfig: readonly string[] = [],
  secrets: Readonly<Record<string, string>> = {},
  transport: "ssh2" | "system" = "ssh2",
) {
  const made = await startRig(sshdConfig, secrets, transport);
  ends.push(() => made.stop());
  return made;
}

async function application(listener: RequestListener, options: Parameters<typeof startApplication>[1] = {}) {
  const made = await startApplication(listener, options);
  ends.push(() => made.close());
  return made;
}

/** A counter that counts its scrapes, and what else is asked for. */
function counting(more = ""): RequestListener {
  let scrapes = 0;
  return (_incoming, answer) => {
    answer.setHeader("content-type", "text/plain; version=0.0.4");
    answer.end(`# TYPE scrapes_total counter\nscrapes_total ${++scrapes}\n${more}`);
  };
}

const isUp = ({ health }: ScrapeState) => health.kind === "up";
const fails = (code: string) => (state: ScrapeState) =>
  state.health.kind === "down" && state.health.error.code === code;
const reason = ({ health }: ScrapeState) => (health.kind === "down" ? health.error.message : health.kind);
const programs = () => execFileSync("ps", ["-eo", "args"], { encoding: "utf8" });
const noForwarding = ["AllowTcpForwarding no"];

describe.skipIf(!hasSshd())("scraping through sshd (needs /usr/sbin/sshd)", () => {
  it("reads a loopback port through a channel of the connection, and keeps that open", async () => {
    const { targets, reaches, value } = await rig();
    const sockets = new Set<unknown>();
    const app = await application((incoming, answer) => {
      sockets.add(incoming.socket);
      counting()(incoming, answer);
    });
    targets({ port: app.port, labels: { zone: "fra" } });
    const first = await reaches(isUp);
    expect(first).toMatchObject({ via: "forward", samples: 1, problemCount: 0, truncated: false, job: "app" });
    await reaches(({ lastAtMs }) => (lastAtMs ?? 0) > (first.lastAtMs ?? 0));
    expect(sockets.size).toBe(1);
    expect(await value('scrapes_total{instance="model-1",job="app",zone="fra"}')).toBe(1);
    expect(await value('up{job="app"}')).toBe(1);
    expect(await value("scrape_samples_scraped")).toBe(1);
    expect(await value("scrape_duration_seconds")).toBeGreaterThan(0);
  });

  it("finds a service that listens on the other loopback address", async () => {
    const { targets, reaches } = await rig();
    const app = await application(counting(), { address: "::1" });
    targets({ port: app.port });
    expect((await reaches(isUp)).via).toBe("forward");
  });

  it("reads through the system's client as well", async () => {
    const { targets, reaches, value } = await rig([], {}, "system");
    const app = await application(counting());
    targets({ port: app.port });
    const first = await reaches(isUp);
    expect(first.via).toBe("forward");
    await reaches(({ lastAtMs }) => (lastAtMs ?? 0) > (first.lastAtMs ?? 0));
    expect(await value("scrapes_total")).toBeGreaterThan(1);
    targets({ port: await freePort() });
    await reaches(fails("SSH_REFUSED"));
  });

  it("names lines that cannot be read by their place and stores the others", async () => {
    const { targets, reaches, value } = await rig();
    const app = await application(counting('broken{ 1\nup 7\nscrapes_total{job="mine"} 5\n'));
    targets({ port: app.port });
    const state = await reaches(isUp);
    expect(state.problems).toEqual([{ line: 3, column: 7, message: "The labels have no closing brace" }]);
    expect(await value('scrapes_total{exported_job="mine"}')).toBe(5);
    expect(await value("up")).toBe(1);
  });

  it("asks by curl where forwarding is refused, and shows no secret in the process list", async () => {
    if (requireTool("curl") === null) return;
    const { targets, reaches } = await rig(noForwarding, { token: 'se"cr\\et' });
    const heard: (string | undefined)[] = [];
    const app = await application((incoming, answer) => {
      heard.push(incoming.headers.authorization, incoming.headers.host);
      const list = spawn("ps", ["-eo", "args"], { stdio: ["ignore", "pipe", "ignore"] });
      let args = "";
      list.stdout.on("data", (chunk: Buffer) => {
        args += chunk.toString();
      });
      list.once("close", () =>
        answer.end(`shown ${args.includes("cr\\et") ? 1 : 0}\ncurl ${args.includes("curl -q -K -") ? 1 : 0}\n`),
      );
    });
    targets({ port: app.port, auth: { bearer: "secret:token" }, path: "/metrics?a=1&b=%22" });
    expect(await reaches(isUp)).toMatchObject({ via: "curl", samples: 2 });
    expect(heard.slice(0, 2)).toEqual(['Bearer se"cr\\et', `127.0.0.1:${app.port}`]);
  });

  it("asks by curl for the ports that PermitOpen leaves out, and by channels for those it names", async () => {
    const app = await application(counting());
    const { targets, reaches } = await rig([`PermitOpen localhost:${app.port}`]);
    targets({ port: app.port });
    expect((await reaches(isUp)).via).toBe("forward");
    const other = await application(counting());
    targets({ port: other.port });
    expect((await reaches(isUp)).via).toBe("curl");
  });

  it("pipes TLS through bash where forwarding is refused, with the pinned certificate", async () => {
    const { targets, reaches, lab } = await rig(noForwarding);
    const certificate = selfSigned(lab.folder, "model", ["model"]);
    const app = await application(counting(), { certificate });
    targets({ port: app.port, scheme: "https", tls: { fingerprint: certificate.fingerprint } });
    const state = await reaches(isUp);
    expect(state).toMatchObject({ via: "bash", samples: 1 });
    await reaches(({ lastAtMs }) => (lastAtMs ?? 0) > (state.lastAtMs ?? 0));
  });

  it("leaves no program on the host behind a port that goes silent, and the others their turn", async () => {
    const { targets, reaches, scrape } = await rig(noForwarding);
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    ends.push(() => void silent.close());
    const { port } = silent.address() as AddressInfo;
    const quick = await application(counting());
    const tls = { scheme: "https", tls: { fingerprint: Array(32).fill("AA").join(":") }, timeout: "500ms" };
    targets({ port: quick.port, job: "quick" }, { port, job: "a", ...tls }, { port, job: "b", ...tls, path: "/b" });
    await until(() => scrape.states.filter(({ health }) => health.kind === "down").length === 2);
    const first = await reaches(isUp);
    await reaches(({ lastAtMs }) => (lastAtMs ?? 0) > (first.lastAtMs ?? 0));
    scrape.setHosts([]);
    await until(() => !programs().includes(`/dev/tcp/127.0.0.1/${port}`));
  });

  it("pins a self-signed certificate, and sends nothing to another one", async () => {
    const { targets, reaches, lab } = await rig([], { password: "hush" });
    const certificate = selfSigned(lab.folder, "own", ["model"]);
    const other = selfSigned(lab.folder, "other", ["model"]);
    const heard: (string | undefined)[] = [];
    const app = await application(
      (incoming, answer) => {
        heard.push(incoming.headers.authorization);
        counting()(incoming, answer);
      },
      { certificate },
    );
    const target = { port: app.port, scheme: "https", auth: { basic: { user: "ops", password: "secret:password" } } };
    targets({ ...target, tls: { fingerprint: other.fingerprint } });
    expect(reason(await reaches(fails("TLS_UNTRUSTED")))).toContain(certificate.fingerprint);
    targets(target);
    await reaches(fails("TLS_UNTRUSTED"));
    expect(heard).toEqual([]);
    targets({ ...target, tls: { fingerprint: certificate.fingerprint } });
    await reaches(isUp);
    expect(heard[0]).toBe(`Basic ${Buffer.from("ops:hush").toString("base64")}`);
    targets({ ...target, tls: { ca: "own.crt", serverName: "model" } });
    await reaches(isUp);
  });

  it.each([
    ["a channel", []],
    ["curl", noForwarding],
  ])("a closed port is told apart from a refusal, by %s", async (_how, config) => {
    const { targets, reaches, value } = await rig(config);
    targets({ port: await freePort() });
    await reaches(fails("SSH_REFUSED"));
    expect(await value("up")).toBe(0);
  });

  it("says which secret has no value, and which one is wrong", async () => {
    const { targets, reaches } = await rig([], { wrong: "x" });
    const app = await application((_incoming, answer) => answer.writeHead(401).end());
    targets({ port: app.port, auth: { bearer: "secret:none" } });
    expect(reason(await reaches(fails("NOT_FOUND")))).toMatch(/secret none has no value/);
    targets({ port: app.port, auth: { bearer: "secret:wrong" } });
    expect(reason(await reaches(fails("FORBIDDEN")))).toMatch(/the secret is not the right one/);
    targets({ port: app.port });
    expect(reason(await reaches(fails("FORBIDDEN")))).toMatch(/it wants auth/);
  });

  it.each([
    ["a channel", []],
    ["curl", noForwarding],
  ])("an answer of more than 16 MB is given up, by %s", async (_how, config) => {
    const { targets, reaches } = await rig(config);
    const piece = Buffer.alloc(1 << 20, "# nothing but talk\n");
    const app = await application((_incoming, answer) => {
      const pour = () => {
        while (!answer.destroyed && answer.write(piece));
        if (!answer.destroyed) answer.once("drain", pour);
      };
      answer.on("error", () => {});
      pour();
    });
    targets({ port: app.port, interval: "10s" });
    await reaches(fails("LIMIT"));
  });

  it.each([
    ["a channel", []],
    ["curl", noForwarding],
  ])("a target that does not answer in time fails alone, by %s", async (_how, config) => {
    const { targets, reaches, scrape } = await rig(config);
    const slow = await application(() => {});
    const quick = await application(counting());
    targets({ port: slow.port, job: "slow", timeout: "500ms" }, { port: quick.port, job: "quick" });
    await reaches(fails("TIMEOUT"));
    await until(() => scrape.states[1]?.health.kind === "up");
  });

  it("stores nothing of an answer with too many samples, of a web page or of something else", async () => {
    const { targets, reaches, value } = await rig();
    const many = await application(counting("a 1\nb 2\n"));
    targets({ port: many.port, sampleLimit: 2 });
    await reaches(fails("LIMIT"));
    expect(await value("scrapes_total")).toBeNull();
    const page = await application((_incoming, answer) => answer.setHeader("content-type", "text/html").end("<html>"));
    targets({ port: page.port });
    expect(reason(await reaches(fails("REMOTE_FAILED")))).toMatch(/web page/);
    const json = await application((_incoming, answer) => answer.end('{"detail":"Not Found"}'));
    targets({ port: json.port });
    expect(reason(await reaches(fails("REMOTE_FAILED")))).toMatch(/something else than metrics \(line 1, column 10/);
    const none = await application((_incoming, answer) => answer.writeHead(404).end());
    targets({ port: none.port });
    expect(reason(await reaches(fails("NOT_FOUND")))).toMatch(/has no \/metrics \(404\)/);
  });

  it("a series that is no longer told, a target that died and a host that is gone are gaps, not flat lines", async () => {
    const { targets, reaches, value, connected, connect } = await rig();
    let more = "extra 1\n";
    const answer: RequestListener = (incoming, response) => counting(more)(incoming, response);
    const app = await application(answer);
    targets({ port: app.port });
    await reaches(isUp);
    expect(await value("extra")).toBe(1);
    more = "";
    await reaches(({ samples }) => samples === 1);
    expect(await value("extra")).toBeNull();
    expect(await value("scrapes_total")).toBe(1);

    app.close();
    await reaches(({ health }) => health.kind === "down");
    expect(await value("scrapes_total")).toBeNull();
    expect(await value("up")).toBe(0);

    await application(answer, { port: app.port });
    await reaches(isUp);
    expect(await value("scrapes_total")).toBe(1);

    connected(null);
    await reaches(({ health }) => health.kind === "hostDown");
    expect(await value("scrapes_total")).toBeNull();
    expect(await value("up")).toBe(0);
    connected(await connect());
    await reaches(isUp);
    expect(await value("up")).toBe(1);
  });

  it("is cleaned up: a target that left the workspace ends at once", async () => {
    const { targets, reaches, value, scrape } = await rig();
    const app = await application(counting());
    targets({ port: app.port });
    await reaches(isUp);
    targets();
    expect(scrape.states).toEqual([]);
    expect(await value("up")).toBeNull();
  });

  it("reads the real node_exporter as it answers", async () => {
    const program = requireTool("node_exporter");
    if (program === null) return;
    const port = await freePort();
    const exporter = spawn(program, [`--web.listen-address=127.0.0.1:${port}`], { stdio: "ignore" });
    ends.push(() => void exporter.kill("SIGTERM"));
    const { targets, reaches, value, scrape } = await rig();
    targets({ port, job: "node-exporter" });
    const state = await reaches(isUp);
    expect(state.problems).toEqual([]);
    expect(state.samples).toBeGreaterThan(200);
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    const { samples } = new ExpositionParser().parse(text);
    const steady = samples.filter(({ name }) => /_info$|MemTotal|boot_time|filesystem_size/.test(name));
    expect(steady.length).toBeGreaterThan(5);
    for (const { name, labels, value: expected } of steady) {
      const matchers = Object.entries(labels).map(([label, text]) => `${label}=${JSON.stringify(text)}`);
      expect(await value(`${name}{${['job="node-exporter"', ...matchers].join(",")}}`)).toBe(expected);
    }
    expect(scrape.metadata().get("node_memory_MemTotal_bytes")).toMatchObject({ type: "gauge" });
  });
});
