import { expect, it } from "vitest";
import { secretsHandlers } from "../../../electron/host/handlers/secrets.ts";
import { createEncryptedFileSecrets } from "../../../electron/services/store/encryptedFileSecrets.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import { parseWorkspace } from "../../../shared/domain/workspace/parse.ts";
import { operator } from "../../builders/callers.ts";
import { ManualClock } from "../../doubles/manualClock.ts";

const text = `version: 1
name: x
hosts:
  - name: gpu-a01
    scrape:
      - { job: vllm, port: 8000, auth: { bearer: "secret:vllm-token" } }
sources:
  - { kind: prometheus, name: eu, url: "https://p", auth: { basic: { user: ops, password: "secret:prom" } } }
  - { kind: prometheus, name: us, url: "https://q", auth: { bearer: "secret:prom" } }
`;

async function setUp() {
  const { file, problems } = parseWorkspace(text, "midwatch.yaml");
  expect(problems).toEqual([]);
  let looks = 0;
  const secrets = await createEncryptedFileSecrets({ file: "/nowhere/secrets.json", passphrase: null });
  const handlers = secretsHandlers({
    platform: { clock: new ManualClock(), secrets },
    workspace: { current: { folder: "/", file, problems: [] }, onChange: new Emitter<never>().event },
    servers: { lookAll: () => void looks++ },
  });
  const abort = new AbortController();
  const items = handlers["secrets.watch"]({}, { signal: abort.signal, caller: operator })[Symbol.asyncIterator]();
  return { secrets, handlers, abort, items, looks: () => looks };
}
const { signal } = new AbortController();

it("lists what the workspace names, for what, and whether it has a value, never the value", async () => {
  const { handlers, items, abort, looks } = await setUp();
  const names = async () => (await items.next()).value;
  expect(await names()).toEqual({
    kept: false,
    secrets: [
      { name: "vllm-token", usedBy: ["hosts gpu-a01 vllm"], isSet: false, problem: null },
      { name: "prom", usedBy: ["sources eu", "sources us"], isSet: false, problem: null },
    ],
  });
  await handlers["secrets.set"]({ name: "prom", value: "night-watch" }, { signal, caller: operator });
  const after = await names();
  expect(after).toMatchObject({ secrets: [{ isSet: false }, { name: "prom", isSet: true }] });
  expect(JSON.stringify(after)).not.toContain("night-watch");
  expect(looks()).toBe(1);
  await handlers["secrets.delete"]({ name: "prom" }, { signal, caller: operator });
  expect(await names()).toMatchObject({ secrets: [{ isSet: false }, { isSet: false }] });
  abort.abort();
});

it("keeps no value that nothing names", async () => {
  const { handlers, secrets } = await setUp();
  await expect(
    handlers["secrets.set"]({ name: "other", value: "x" }, { signal, caller: operator }),
  ).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  expect(await secrets.get("other")).toBeNull();
});
