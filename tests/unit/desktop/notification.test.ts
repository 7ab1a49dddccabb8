import { expect, it } from "vitest";
import { alertNotice } from "../../../electron/desktop/notification.ts";
import { isWanted } from "../../../shared/domain/alerts/news/notify.ts";
import { buildAlert } from "../../builders/alerts.ts";

it("claims every alert that it tells of", () => {
  const claimed: string[] = [];
  const claim = (ids: readonly string[]) => void claimed.push(...ids);
  const one = alertNotice([buildAlert({ id: "a" })], { sound: true, claim });
  expect(one).toMatchObject({
    title: "here",
    silent: false,
    route: "#/investigate?alert=a",
    action: { label: "Claim" },
  });
  one.action?.run();
  const two = alertNotice([buildAlert({ id: "b" }), buildAlert({ id: "c" })], { sound: false, claim });
  expect(two).toMatchObject({
    title: "2 new critical alerts",
    silent: true,
    route: "#/watch",
    action: { label: "Claim all 2" },
  });
  two.action?.run();
  expect(claimed).toEqual(["a", "b", "c"]);
});

it.each([
  ["off", "critical", false],
  ["critical", "critical", true],
  ["critical", "warning", false],
  ["warning", "critical", true],
  ["warning", "warning", true],
  ["warning", "info", false],
] as const)("with %s a %s alert is told of: %s", (wish, severity, isTold) => {
  expect(isWanted({ severity }, wish)).toBe(isTold);
});
