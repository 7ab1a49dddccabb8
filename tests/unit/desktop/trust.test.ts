import { describe, expect, it } from "vitest";
import {
  externalLink,
  forbiddenSwitch,
  isAllowedPermission,
  isOwnDownload,
  isTrustedFrame,
} from "../../../electron/desktop/trust.ts";

describe("isTrustedFrame", () => {
  it.each([
    ["the page", { origin: "app://console", parent: null }, true],
    ["a frame inside it", { origin: "app://console", parent: {} }, false],
    ["another origin", { origin: "https://example.com", parent: null }, false],
    ["an opaque origin", { origin: "null", parent: null }, false],
    ["a look-alike", { origin: "app://console.example.com", parent: null }, false],
    ["a frame that is gone", null, false],
  ])("%s", (_name, frame, trusted) => {
    expect(isTrustedFrame(frame)).toBe(trusted);
  });
});

describe("isAllowedPermission", () => {
  const write = "clipboard-sanitized-write";
  it.each([
    [write, "app://console", true, true],
    [write, "app://console/", true, true],
    [write, "app://console/#/hosts/gpu-a01", true, true],
    [write, "app://console/", false, false],
    [write, "app://other/", true, false],
    [write, "https://console/", true, false],
    [write, "https://evil.example/app://console", true, false],
    [write, "", true, false],
    [write, undefined, true, false],
    ["clipboard-read", "app://console/", true, false],
    ["notifications", "app://console/", true, false],
    ["media", "app://console/", true, false],
    ["fullscreen", "app://console/", true, false],
    ["unknown", "app://console/", true, false],
  ])("%s for %s, main frame %s: %s", (permission, url, isMainFrame, allowed) => {
    expect(isAllowedPermission(permission, { url, isMainFrame })).toBe(allowed);
  });
});

describe("isOwnDownload", () => {
  it.each([
    ["blob:app://console/1b4e28ba", true],
    ["blob:app://console.example/1b4e28ba", false],
    ["blob:https://example.com/1b4e28ba", false],
    ["app://console/index.html", false],
    ["data:text/plain,x", false],
    ["https://example.com/a.zip", false],
  ])("%s: %s", (url, allowed) => {
    expect(isOwnDownload(url)).toBe(allowed);
  });
});

describe("externalLink", () => {
  it.each([
    ["https://example.com/a?b#c", "https://example.com/a?b#c"],
    ["mailto:ops@example.com", "mailto:ops@example.com"],
    ["http://example.com/", null],
    ["https://user:pass@example.com/", null],
    ["file:///etc/passwd", null],
    ["javascript:alert(1)", null],
    ["smb://host/share", null],
    ["app://console/", null],
    ["nonsense", null],
  ])("%s", (url, link) => {
    expect(externalLink(url)).toBe(link);
  });
});

describe("forbiddenSwitch", () => {
  it.each([
    ["linux", [], null],
    ["linux", ["--user-data-dir=/x", "--no-sandbox", "--workspace", "/inspect"], null],
    ["linux", ["--remote-debugging-port=9222"], "--remote-debugging-port=9222"],
    ["linux", ["-remote-debugging-port=9222"], "-remote-debugging-port=9222"],
    ["linux", ["--workspace", "/w", "--remote-debugging-pipe"], "--remote-debugging-pipe"],
    ["linux", ["--inspect"], "--inspect"],
    ["linux", ["--inspect-brk=0"], "--inspect-brk=0"],
    ["linux", ["--inspect-port=0"], "--inspect-port=0"],
    ["darwin", ["--js-flags=--expose-gc"], "--js-flags=--expose-gc"],
    ["win32", ["/Remote-Debugging-Port=9222"], "/Remote-Debugging-Port=9222"],
    ["win32", ["--INSPECT"], "--INSPECT"],
    ["win32", ["C:\\inspect"], null],
  ] as const)("%s %j", (platform, args, expected) => {
    expect(forbiddenSwitch(["midwatch", ...args], platform)).toBe(expected);
  });
});
