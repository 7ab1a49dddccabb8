import { expect, it } from "vitest";
import { shareRequests } from "../../../electron/services/sources/prometheus/shareRequests.ts";
import type { PrometheusApi, PrometheusReply } from "../../../electron/services/sources/prometheus/types.ts";

function setUp() {
  const asked: { readonly signal: { aborted: boolean } | undefined; answer(data: unknown): void; fail(): void }[] = [];
  const ask: PrometheusApi["ask"] = ({ signal }) =>
    new Promise<PrometheusReply>((resolve, reject) => {
      asked.push({
        signal,
        answer: (data) => resolve({ data, warnings: [], infos: [] }),
        fail: () => reject(new Error("no")),
      });
    });
  return { asked, api: shareRequests({ ask, get: ask }) };
}

const call = { path: "query", fields: [["query", "up"]] as const };

it("one request serves all who ask the same at the same time, and the next asks anew", async () => {
  const { asked, api } = setUp();
  const both = Promise.all([api.ask(call), api.ask(call), api.ask({ ...call, fields: [["query", "other"]] })]);
  expect(asked).toHaveLength(2);
  asked[0]?.answer(1);
  asked[1]?.answer(2);
  expect((await both).map(({ data }) => data)).toEqual([1, 1, 2]);
  void api.ask(call);
  expect(asked).toHaveLength(3);
});

it("one who leaves does not end it for the others; the last one does", async () => {
  const { asked, api } = setUp();
  const [first, second] = [new AbortController(), new AbortController()];
  const one = api.ask({ ...call, signal: first.signal });
  const two = api.ask({ ...call, signal: second.signal });
  first.abort();
  await expect(one).rejects.toMatchObject({ code: "CANCELLED" });
  expect(asked[0]?.signal?.aborted).toBe(false);
  second.abort();
  await expect(two).rejects.toMatchObject({ code: "CANCELLED" });
  expect(asked[0]?.signal?.aborted).toBe(true);
  void api.ask(call);
  expect(asked).toHaveLength(2);
});

it("a failure reaches all, and is not kept", async () => {
  const { asked, api } = setUp();
  const both = Promise.allSettled([api.get(call), api.get(call)]);
  asked[0]?.fail();
  expect((await both).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  void api.get(call);
  expect(asked).toHaveLength(2);
});
