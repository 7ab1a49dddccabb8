import { expect, test } from "vitest";
import { createAlertmanagerApi } from "../../../electron/services/alerts/alertmanager/createAlertmanagerApi.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";

const silence = { matchers: [], startsAtMs: 0, endsAtMs: 1, createdBy: "ana", comment: "" };

function apiThatFails(mayHaveArrived: boolean) {
  const request = () => Promise.reject(new MidwatchError("TIMEOUT", "why", { detail: { mayHaveArrived } }));
  const refuse = () => Promise.reject(new Error("not asked"));
  const client = { request, openSocket: refuse, stream: refuse, dispose() {} };
  const source = { kind: "alertmanager", name: "am-1", url: "http://127.0.0.1:9093" } as const;
  return createAlertmanagerApi(source, { http: { server: () => client } });
}

test.each([
  ["saved", () => apiThatFails(true).saveSilence(silence), "am-1 was asked and gave no answer. It may have done it"],
  ["expired", () => apiThatFails(true).expireSilence("s1"), "am-1 was asked and gave no answer. It may have done it"],
  ["saved, and never sent", () => apiThatFails(false).saveSilence(silence), "why"],
  ["read", () => apiThatFails(true).silences(), "why"],
])("a silence that is %s without an answer: what is said of it", async (_, ask, message) => {
  await expect(ask()).rejects.toMatchObject({ code: "TIMEOUT", message: expect.stringContaining(message) });
});
