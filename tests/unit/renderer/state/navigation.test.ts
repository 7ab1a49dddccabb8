import { describe, expect, it } from "vitest";
import { formatRoute, parseRoute, type Route } from "../../../../renderer/state/navigation.ts";

const routes: readonly (readonly [string, Route])[] = [
  ["#/watch", { page: "watch", query: "" }],
  ["#/watch?q=gpu-a09", { page: "watch", query: "q=gpu-a09" }],
  ["#/hosts", { page: "hosts" }],
  ["#/hosts/gpu-a09", { page: "host", host: "gpu-a09" }],
  ["#/hosts/lab%20box", { page: "host", host: "lab box" }],
  ["#/dashboards", { page: "dashboards" }],
  ["#/dashboards/GPU-fleet", { page: "dashboard", name: "GPU-fleet", query: "" }],
  ["#/dashboards/%C3%9Cber%20a%2Fb?var-job=a%2Fb", { page: "dashboard", name: "Über a/b", query: "var-job=a%2Fb" }],
  ["#/setup", { page: "setup" }],
  ["#/settings", { page: "settings" }],
];

describe("addresses", () => {
  it.each(routes)("%s and its route say the same", (hash, route) => {
    expect(parseRoute(hash)).toEqual(route);
    expect(formatRoute(route)).toBe(hash);
  });

  it.each(["", "#", "#/", "#/watch/"])("%j is Watch", (hash) => {
    expect(parseRoute(hash)).toEqual({ page: "watch", query: "" });
  });

  it.each([
    "#/nowhere",
    "#nonsense",
    "#/nowhere/at?all=1",
    "#/runs",
    "#/incidents/x",
    "#/hosts/gpu-a09/gpus",
    "#/runbooks/drain/preview",
    "#/explore/cpu",
  ])("%s is no page, and stays what was opened", (hash) => {
    expect(parseRoute(hash)).toEqual({ page: "unknown", address: hash });
    expect(formatRoute(parseRoute(hash))).toBe(hash);
  });

  it.each(["#/explore?q=a/b", "#/runbooks/drain/review?host=a/b", "#/runs/r1", "#/services/"])(
    "%s is a page",
    (hash) => {
      expect(parseRoute(hash).page).not.toBe("unknown");
    },
  );

  it("takes a host name with a broken escape as it stands", () => {
    expect(parseRoute("#/hosts/50%")).toEqual({ page: "host", host: "50%" });
  });
});
