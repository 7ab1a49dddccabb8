import { connect } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { dialServer } from "../../../electron/host/dialServer.ts";
import { createGrafanaService } from "../../../electron/services/grafana/createGrafanaService.ts";
import type { GrafanaService } from "../../../electron/services/grafana/types.ts";
import { createHttpService } from "../../../electron/services/http/createHttpService.ts";
import { importDashboard } from "../../../shared/domain/dashboards/importDashboard.ts";
import type { GrafanaServer } from "../../../shared/domain/workspace/grafanaServer.ts";
import { classicDashboard, classicPanel } from "../../fixtures/dashboards/documents.ts";
import { freePort } from "../../harness/freePort.ts";
import { type GrafanaContent, startGrafana } from "../../harness/grafana.ts";

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const content: GrafanaContent = {
  dashboards: new Map([
    ["web", { title: "Web traffic", folder: "Edge" }],
    ["gpu", { title: "GPU fleet" }],
    ["secret", { title: "Payroll" }],
  ]),
};
const secrets = new Map([
  ["good", "glsa_1"],
  ["bad", "glsa_2"],
]);

async function open(
  over: Partial<GrafanaContent> = {},
  server: Partial<GrafanaServer> = {},
  connectionOf: Parameters<typeof dialServer>[0] = () => null,
) {
  const grafana = await startGrafana({ ...content, ...over });
  ends.push(() => grafana.stop());
  const http = createHttpService({
    secrets: { get: async (name) => secrets.get(name) ?? null },
    workspaceFolder: "/nowhere",
    dial: dialServer(connectionOf),
  });
  const service = createGrafanaService({ http });
  ends.push(() => service.dispose());
  service.setServers([{ name: "eu", url: `http://127.0.0.1:${grafana.port}`, ...server }]);
  return { grafana, service };
}

const failure = (request: Promise<unknown>) =>
  request.then(
    () => "it did not fail",
    (error: { code: string; message: string }) => `${error.code} ${error.message}`,
  );
const search = (service: GrafanaService, text = "", page = 1) => service.search("eu", { text, page });

describe("listing", () => {
  test("dashboards with their folders, found by a part of the title", async () => {
    const { service } = await open();
    expect(await search(service, "web")).toEqual({
      dashboards: [{ uid: "web", title: "Web traffic", folder: "Edge", tags: ["web"] }],
      more: false,
    });
  });

  test("page by page, and says when there are more", async () => {
    const many = new Map(Array.from({ length: 130 }, (_, i) => [`d${i}`, { title: `Board ${i}` }]));
    const { service } = await open({ dashboards: many });
    const [first, second] = [await search(service, "", 1), await search(service, "", 2)];
    expect([first.dashboards.length, first.more, second.dashboards.length, second.more]).toEqual([
      100,
      true,
      30,
      false,
    ]);
  });

  test("under a path of its own", async () => {
    const { service, grafana } = await open({ path: "/grafana" }, {});
    service.setServers([{ name: "eu", url: `http://127.0.0.1:${grafana.port}/grafana/` }]);
    expect((await search(service)).dashboards).toHaveLength(3);
    expect(grafana.asked[0]).toMatch(/^\/grafana\/api\/search\?type=dash-db&/);
  });
});

describe("signing in", () => {
  test.each<[string, Partial<GrafanaContent>, GrafanaServer["auth"]]>([
    ["as nobody", {}, undefined],
    ["with a token", { tokens: ["glsa_1"] }, { bearer: "secret:good" }],
    ["with a password", { users: ["ops:glsa_1"] }, { basic: { user: "ops", password: "secret:good" } }],
  ])("%s", async (_name, over, auth) => {
    const { service } = await open(over, auth ? { auth } : {});
    expect((await search(service)).dashboards).toHaveLength(3);
  });

  test.each<[string, Partial<GrafanaContent>, GrafanaServer["auth"], RegExp]>([
    [
      "nobody is let in",
      { tokens: ["glsa_1"] },
      undefined,
      /^FORBIDDEN eu does not accept the sign-in \(Unauthorized\)/,
    ],
    [
      "another token",
      { tokens: ["glsa_1"] },
      { bearer: "secret:bad" },
      /^FORBIDDEN .*\(invalid API key\): set its secret again$/,
    ],
    [
      "a wrong password",
      { users: ["ops:glsa_1"] },
      { basic: { user: "ops", password: "secret:bad" } },
      /^FORBIDDEN .*\(invalid username or password\)/,
    ],
    [
      "a secret without a value",
      { tokens: ["glsa_1"] },
      { bearer: "secret:none" },
      /^NOT_FOUND The secret none has no value here/,
    ],
  ])("%s", async (_name, over, auth, expected) => {
    const { service } = await open(over, auth ? { auth } : {});
    const said = await failure(search(service));
    expect(said).toMatch(expected);
    expect(said).not.toContain("glsa_");
  });
});

describe("fetching", () => {
  test("the document without what the server wraps around it", async () => {
    const document = classicDashboard({ title: "Web traffic" });
    const { service } = await open({ documents: new Map([["web", document]]) });
    const { title, text } = await service.fetch("eu", "web");
    expect(title).toBe("Web traffic");
    expect(JSON.parse(text)).toEqual({ id: 6, ...document });
    expect(importDashboard(text)).toMatchObject({ ok: true, notes: [] });
  });

  test("with the bodies of its library panels; one that cannot be had stays a name", async () => {
    const stub = (uid: string) => ({ id: 1, gridPos: { x: 0, y: 0, w: 6, h: 4 }, libraryPanel: { uid, name: uid } });
    const { service } = await open({
      documents: new Map([["gpu", classicDashboard({ panels: [stub("known"), stub("lost")] })]]),
      libraryPanels: new Map([["known", classicPanel({ type: "stat", title: "Shared" })]]),
    });
    const imported = importDashboard((await service.fetch("eu", "gpu")).text);
    if (!imported.ok) throw new Error(imported.problem.message);
    expect(imported.dashboard.rows[0]?.panels.map(({ kind, title }) => [kind, title])).toEqual([
      ["stat", "Shared"],
      ["blank", ""],
    ]);
  });

  test.each<[string, string, RegExp]>([
    ["one that is not there", "nope", /^NOT_FOUND eu has no such dashboard \(Dashboard not found\)$/],
    ["one that may not be read", "secret", /^FORBIDDEN eu does not let this account read dashboard \(You'll need/],
    ["an odd id", "a/b?c", /^NOT_FOUND/],
  ])("%s", async (_name, uid, expected) => {
    const { service } = await open();
    expect(await failure(service.fetch("eu", uid))).toMatch(expected);
  });
});

describe("what is no Grafana", () => {
  test("a login page of something before it", async () => {
    const { service } = await open({ path: "/elsewhere" });
    expect(await failure(search(service))).toMatch(/^REMOTE_FAILED eu answered with a page instead of data/);
  });

  test("nobody listens", async () => {
    const { service } = await open();
    service.setServers([{ name: "eu", url: `http://127.0.0.1:${await freePort()}` }]);
    expect(await failure(search(service))).toMatch(/^UNAVAILABLE .* cannot be reached/);
  });

  test("a server that the workspace no longer names", async () => {
    const { service } = await open();
    service.setServers([]);
    expect(await failure(search(service))).toMatch(/^NOT_FOUND No Grafana of this workspace is called eu$/);
  });
});

describe("through a host", () => {
  test("over the connection it has", async () => {
    const forwarded: string[] = [];
    const { service } = await open({}, { via: "gpu-a01" }, (host) => ({
      async forward(address, port) {
        forwarded.push(`${host} ${address}`);
        return connect(port, address);
      },
    }));
    expect((await search(service)).dashboards).toHaveLength(3);
    expect(forwarded).toEqual(["gpu-a01 127.0.0.1"]);
  });

  test("that is not connected", async () => {
    const { service } = await open({}, { via: "gpu-a01" });
    expect(await failure(search(service))).toMatch(
      /^UNAVAILABLE 127\.0\.0\.1 is reached through gpu-a01, which is not connected now/,
    );
  });
});
