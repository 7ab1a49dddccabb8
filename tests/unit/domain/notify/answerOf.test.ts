import { expect, it } from "vitest";
import { answerOf, retryAfterMs } from "../../../../shared/domain/notify/answerOf.ts";

it("tells what was taken, what may be tried again, and what would be refused again", () => {
  expect(answerOf("slack", 200, "ok")).toEqual({ kind: "delivered", reason: null });
  expect(answerOf("pagerduty", 202, '{"status":"success"}').kind).toBe("delivered");
  expect(answerOf("slack", 404, "no_service")).toEqual({ kind: "refused", reason: "HTTP 404: no_service" });
  expect(answerOf("pagerduty", 400, '{"status":"invalid event"}').kind).toBe("refused");
  for (const status of [408, 425, 429, 500, 502, 503]) expect(answerOf("webhook", status, "").kind).toBe("retry");
});

it("reads the bodies in which robots refuse with 200", () => {
  expect(answerOf("feishu", 200, '{"code":0,"msg":"success"}').kind).toBe("delivered");
  expect(answerOf("feishu", 200, '{"code":19021,"msg":"sign match fail"}')).toEqual({
    kind: "refused",
    reason: 'HTTP 200: {"code":19021,"msg":"sign match fail"}',
  });
  expect(answerOf("feishu", 200, '{"code":11232,"msg":"frequency limited"}').kind).toBe("retry");
  expect(answerOf("dingtalk", 200, '{"errcode":0,"errmsg":"ok"}').kind).toBe("delivered");
  expect(answerOf("dingtalk", 200, '{"errcode":310000,"errmsg":"sign not match"}').kind).toBe("refused");
  expect(answerOf("wecom", 200, '{"errcode":45009,"errmsg":"api freq out of limit"}').kind).toBe("retry");
  expect(answerOf("wecom", 200, "<html>a proxy</html>").kind, "what no robot answers is no delivery").toBe("refused");
});

it("reads Retry-After as seconds and as a date", () => {
  const nowMs = Date.UTC(2026, 10, 26);
  expect(retryAfterMs(undefined, nowMs)).toBeNull();
  expect(retryAfterMs("120", nowMs)).toBe(120_000);
  expect(retryAfterMs("Thu, 26 Nov 2026 00:00:30 GMT", nowMs)).toBe(30_000);
  expect(retryAfterMs("soon", nowMs)).toBeNull();
});
