import { describe, expect, it } from "vitest";
import { externalLink, forbiddenSwitch, isTrustedFrame } from "../../../electron/desktop/trust.ts";

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
    [["midwatch"], null],
    [["midwatch", "--user-data-dir=/x"], null],
    [["midwatch", "--remote-debugging-port=9222"], "--remote-debugging-port=9222"],
    [["midwatch", "--inspect"], "--inspect"],
    [["midwatch", "--inspect-brk=0"], "--inspect-brk=0"],
  ])("%s", (argv, expected) => {
    expect(forbiddenSwitch(argv)).toBe(expected);
  });
});
