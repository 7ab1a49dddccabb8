import { describe, expect, it } from "vitest";
import { readReply } from "../../../electron/services/sources/prometheus/readReply.ts";
import { readInstant, readRange } from "../../../electron/services/sources/prometheus/readResult.ts";
import { isMidwatchError } from "../../../shared/base/errors.ts";

const response = (status: number, body: unknown, type = "application/json") => ({
  status,
  headers: { "content-type": type },
  body: new TextEncoder().encode(typeof body === "string" ? body : JSON.stringify(body)),
});
const failure = (status: number, errorType: string, error: string) =>
  response(status, { status: "error", errorType, error });
const plain = (status: number, text: string) => response(status, text, "text/plain; charset=utf-8");

describe("a server's refusal", () => {
  it.each<[what: string, answer: ReturnType<typeof response>, expected: RegExp, place?: [number, number]]>([
    [
      "of a query that ends early",
      failure(400, "bad_data", 'invalid parameter "query": 1:7: parse error: unclosed left parenthesis'),
      /^BAD_QUERY eu: 1:7: parse error: unclosed left parenthesis$/,
      [6, 7],
    ],
    [
      "of a type, at its word",
      failure(400, "bad_data", 'invalid parameter "query": 1:6: parse error: expected type range vector'),
      /^BAD_QUERY/,
      [5, 7],
    ],
    [
      "of another parameter, without a place",
      failure(400, "bad_data", 'invalid parameter "start": cannot parse "x"'),
      /^BAD_QUERY eu: cannot parse/,
    ],
    [
      "at run time",
      failure(422, "execution", "multiple matches for labels: many-to-one matching must be explicit"),
      /^BAD_QUERY eu: multiple matches/,
    ],
    [
      "for too many samples",
      failure(422, "execution", "query processing would load too many samples into memory in query execution"),
      /^LIMIT/,
    ],
    [
      "for too many points",
      failure(400, "bad_data", "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing"),
      /^LIMIT/,
    ],
    ["for time, as 503", failure(503, "timeout", "query timed out in expression evaluation"), /^TIMEOUT/],
    ["for time, as 422", failure(422, "execution", "expanding series: context deadline exceeded"), /^TIMEOUT/],
    ["as VictoriaMetrics words it", failure(422, "422", 'argList: unexpected token ""; want ","'), /^BAD_QUERY/],
    ["from within", failure(500, "internal", "disk on fire"), /^UNAVAILABLE/],
    ["while the log is replayed", plain(503, "Service Unavailable"), /^UNAVAILABLE eu is not ready \(Service Unav/],
    ["at a wrong path", plain(404, "404 page not found\n"), /^REMOTE_FAILED .*stands before \/api\/v1$/],
    ["at a wrong path of VictoriaMetrics", plain(400, 'unsupported path requested: "/x"'), /^REMOTE_FAILED/],
    ["without sign-in", plain(401, "Unauthorized\n"), /^FORBIDDEN eu does not accept the sign-in/],
    ["of an account", plain(403, ""), /^FORBIDDEN eu does not let this account read$/],
    ["asked too often", plain(429, "too many requests"), /^UNAVAILABLE .*too often/],
    ["by something before it", response(502, "<html>bad gateway</html>", "text/html"), /^UNAVAILABLE .*HTTP 502$/],
    ["with a login page", response(200, "<html>log in</html>", "text/html"), /^REMOTE_FAILED .*a login in front/],
    ["with other JSON", response(200, { ok: true }), /^REMOTE_FAILED .*does not answer as Prometheus/],
  ])("%s", (_what, answer, expected, place) => {
    try {
      readReply("eu", answer, "rate(up");
      expect.unreachable();
    } catch (error) {
      if (!isMidwatchError(error)) throw error;
      expect(`${error.code} ${error.message}`).toMatch(expected);
      const position = place ? { start: place[0], end: place[1] } : undefined;
      expect(error.detail.position).toEqual(position);
    }
  });
});

describe("a result", () => {
  const reply = (data: unknown) => readReply("eu", response(200, { status: "success", data, warnings: ["w"] }), null);
  const window = { startMs: 10_000, endMs: 40_000, stepMs: 10_000 };

  it("in columns: gaps are NaN, text is numbers, what is outside the window is left", () => {
    const data = {
      resultType: "matrix",
      result: [
        {
          metric: { __name__: "up", job: "a" },
          values: [
            [10, "1"],
            [30.0004, "+Inf"],
            [50, "7"],
          ],
        },
        {
          metric: {},
          values: [
            [20, "NaN"],
            [40, "-Inf"],
          ],
        },
        { metric: { __name__: "h" }, histograms: [[10, { count: "1" }]] },
      ],
    };
    const { frame, histogramSeries } = readRange("eu", reply(data), window);
    expect([...frame.timesMs]).toEqual([10_000, 20_000, 30_000, 40_000]);
    expect(frame.series).toEqual([
      { name: "up", labels: { job: "a" } },
      { name: "", labels: {} },
    ]);
    expect(frame.values.map((column) => [...column])).toEqual([
      [1, Number.NaN, Number.POSITIVE_INFINITY, Number.NaN],
      [Number.NaN, Number.NaN, Number.NaN, Number.NEGATIVE_INFINITY],
    ]);
    expect(histogramSeries).toBe(1);
  });

  it.each<[unknown, object]>([
    [
      { resultType: "vector", result: [{ metric: { __name__: "up" }, value: [1, "0"] }] },
      { kind: "vector", samples: [{ series: { name: "up", labels: {} }, value: 0 }] },
    ],
    [
      { resultType: "scalar", result: [1, "NaN"] },
      { kind: "scalar", value: Number.NaN },
    ],
    [
      { resultType: "string", result: [1, "abc"] },
      { kind: "string", value: "abc" },
    ],
  ])("at one time: %j", (data, expected) => {
    expect(readInstant("eu", reply(data), 5)).toEqual({ ...expected, timeMs: 5, warnings: ["w"], infos: [] });
  });

  it.each([
    ["a scalar for a range", { resultType: "scalar", result: [1, "1"] }],
    ["points that are no points", { resultType: "matrix", result: [{ metric: {}, values: [["1", 1]] }] }],
    ["nothing", null],
  ])("that is none is refused: %s", (_what, data) => {
    expect(() => readRange("eu", reply(data), window)).toThrow(/not a Prometheus result/);
  });
});
