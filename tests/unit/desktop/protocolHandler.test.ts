import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createProtocolHandler } from "../../../electron/desktop/protocolHandler.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "midwatch-protocol-"));
  mkdirSync(join(folder, "renderer/assets"), { recursive: true });
  writeFileSync(join(folder, "renderer/index.html"), "<p>page</p>");
  writeFileSync(join(folder, "renderer/assets/main.js"), "export {}");
  for (const name of ["module.mjs", "main.js.map", "icon.ico", "style.CSS"]) {
    writeFileSync(join(folder, "renderer/assets", name), name);
  }
  writeFileSync(join(folder, "renderer/assets/key.pem"), "secret");
  writeFileSync(join(folder, "outside.js"), "secret");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ask = (url: string, method = "GET") =>
  createProtocolHandler(join(folder, "renderer"), "default-src 'none'")({ url, method });

describe("the app:// protocol", () => {
  it.each([
    ["app://console/", "<p>page</p>", "text/html; charset=utf-8"],
    ["app://console/index.html?x=1", "<p>page</p>", "text/html; charset=utf-8"],
    ["app://console/assets/main.js", "export {}", "text/javascript; charset=utf-8"],
    ["app://console/assets/module.mjs", "module.mjs", "text/javascript; charset=utf-8"],
    ["app://console/assets/main.js.map", "main.js.map", "application/json"],
    ["app://console/assets/icon.ico", "icon.ico", "image/x-icon"],
    ["app://console/assets/style.CSS", "style.CSS", "text/css; charset=utf-8"],
  ])("serves %s", async (url, body, contentType) => {
    const response = await ask(url);
    expect(response.status).toBe(200);
    expect(await response.text()).toBe(body);
    expect(response.headers.get("content-type")).toBe(contentType);
    expect(response.headers.get("content-security-policy")).toBe("default-src 'none'");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  });

  it.each([
    ["app://console/missing.js", "GET"],
    ["app://console/assets/key.pem", "GET"],
    ["app://console/assets", "GET"],
    ["app://console/%2e%2e%2foutside.js", "GET"],
    ["app://console/assets/..%2f..%2foutside.js", "GET"],
    ["app://console/%00.js", "GET"],
    ["app://console/%E0%A4%A.js", "GET"],
    ["app://other/index.html", "GET"],
    ["file:///index.html", "GET"],
    ["app://console/", "POST"],
    ["app://console/", "HEAD"],
    ["app://console:80/../../etc/hosts.js", "GET"],
    ["app://console/..%5c..%5coutside.js", "GET"],
    ["not a url", "GET"],
  ])("answers 404 to %s (%s)", async (url, method) => {
    const response = await ask(url, method);
    expect(response.status).toBe(404);
    expect(await response.text()).toBe("");
  });
});
