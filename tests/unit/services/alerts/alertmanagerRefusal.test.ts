import { expect, test } from "vitest";
import { createAlertmanagerApi } from "../../../../electron/services/alerts/alertmanager/createAlertmanagerApi.ts";
import type { HttpClient } from "../../../../electron/services/http/types.ts";

/** A server that answers all of it alike. */
function answering(status: number, body: string) {
  const unused = () => Promise.reject(new Error("not asked here"));
  const client: HttpClient = {
    request: async () => ({ status, headers: {}, body: Buffer.from(body) }),
    ...{ openSocket: unused, stream: unused, dispose() {} },
  };
  const source = { name: "big", kind: "alertmanager", url: "http://am:9093" } as const;
  return createAlertmanagerApi(source, { http: { server: () => client } });
}

test.each([
  [404, "{}", "big answered with HTTP 404"],
  [404, "", "big answered with HTTP 404"],
  [400, '"bad matcher"', "big refused: bad matcher"],
  [422, '{"code":602,"message":"matchers is required"}', "big refused: matchers is required"],
  [503, "not ready", "big refused: not ready"],
])("an answer of %d with %j is told in its words, or as what it is", async (status, body, message) => {
  await expect(answering(status, body).status()).rejects.toMatchObject({ message });
});
