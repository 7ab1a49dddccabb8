import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { HostsAway } from "../../../../../renderer/features/investigate/HostsAway.tsx";
import { hostsStore } from "../../../../../renderer/state/hostsStore.ts";
import { buildFinding, buildSummary } from "../../../../builders/hosts.ts";

const detail = "Nothing accepts connections there. The values shown are the last ones read. Midwatch keeps trying.";
const away = (host: string) =>
  buildSummary({
    name: host,
    findings: [
      buildFinding({
        ...{ host, kind: "hostUnreachable", title: "Host is unreachable", detail },
        sinceMs: Date.UTC(2026, 10, 19, 2, 11, 4),
      }),
    ],
  });

function wordsOf(hosts: readonly string[]): string {
  return renderToStaticMarkup(<HostsAway hosts={hosts} />).replaceAll(/<[^>]+>/g, "");
}

test("hosts that cannot be read say so, since when, and what is shown of them", () => {
  const state = {
    loaded: true,
    hosts: [buildSummary({ findings: [buildFinding()] }), away("gpu-a02"), away("gpu-b01")],
  };
  hostsStore.setState(state);
  // What is rendered for nobody has the store's first state.
  Object.assign(hostsStore.getInitialState(), state);
  expect(wordsOf(["gpu-a01"]), "a host that is read, whatever is wrong with it").toBe("");
  expect(wordsOf(["gpu-a01", "gpu-a02"])).toBe(`gpu-a02: Host is unreachable since 02:11:04. ${detail}`);
  expect(wordsOf(["gpu-a02", "gpu-b01"])).toMatch(/ Not read either: gpu-b01\.$/);
});
