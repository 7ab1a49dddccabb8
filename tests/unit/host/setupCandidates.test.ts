import { expect, it } from "vitest";
import { setupHandlers } from "../../../electron/host/handlers/setup.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";

const file = "/home/ada/.ssh/config";
const resolved = { address: "10.0.0.1", port: 22, user: "ada", proxyJump: [], userKnownHostsFiles: ["/known"] };

it("hosts are offered by name: of a wildcard there is none to resolve, and a name that cannot be resolved is told", async () => {
  const asked: string[] = [];
  const handlers = setupHandlers({
    ssh: {
      listConfigured: async () => ({
        file,
        files: [file],
        hosts: [
          { name: "gpu-*", file, line: 1, skipped: "wildcard" },
          { name: "gpu-a01", file, line: 4, skipped: null },
          { name: "gpu-a02", file, line: 6, skipped: null },
        ],
      }),
      resolve: async (name: string) => {
        asked.push(name);
        if (name === "gpu-a01") return resolved;
        throw new MidwatchError("SSH_CONFIG", "line 7 is broken");
      },
    },
    workspace: { current: { file: null } },
    platform: {},
  } as unknown as Parameters<typeof setupHandlers>[0]);
  const signal = new AbortController().signal;
  const { hosts, problem } = await handlers["setup.candidates"]({}, { signal } as never);
  expect(asked).toEqual(["gpu-a01", "gpu-a02"]);
  expect(hosts).toMatchObject([
    { name: "gpu-*", address: null, skipped: "wildcard" },
    { name: "gpu-a01", address: "10.0.0.1", skipped: null },
    { name: "gpu-a02", address: null, skipped: "line 7 is broken" },
  ]);
  expect(problem).toBe("1 of 3 hosts cannot be resolved: line 7 is broken");
});
