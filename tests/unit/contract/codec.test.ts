import { describe, expect, it } from "vitest";
import { decodeFrame, encodeFrame } from "../../../shared/contract/codec.ts";

const roundTrips: readonly (readonly [string, unknown, "text" | "binary"])[] = [
  ["plain data", { t: "ok", id: 1, result: { a: [1, "ü\u2028", null, true], b: {} } }, "text"],
  ["one array", { t: "next", id: 2, item: new Float64Array([1.5, -0, 5e-324]) }, "binary"],
  ["NaN and infinities in an array", { item: new Float64Array([Number.NaN, -Infinity, Infinity]) }, "binary"],
  ["NaN and infinities outside arrays", { a: Number.NaN, b: [Infinity, -Infinity] }, "binary"],
  ["bytes of odd length", { marks: new Uint8Array([1, 2, 3, 255, 0]), after: new Float64Array([7]) }, "binary"],
  ["words", { ids: new Uint32Array([0, 2 ** 32 - 1, 3]) }, "binary"],
  ["empty arrays", { a: new Float64Array(0), b: new Uint8Array(0), c: new Uint32Array(0) }, "binary"],
  ["deep inside", { series: [{ k: 1 }, { values: [new Float64Array([1]), null, new Uint8Array([2])] }] }, "binary"],
  ["keys that look like paths", { "0": { "a.b": new Uint8Array([1]) }, "": new Uint8Array([2]) }, "binary"],
  ["text beyond ASCII in the header", { name: "gpu-ü-日本", values: new Float64Array([1]) }, "binary"],
];

describe("codec", () => {
  it.each(roundTrips)("carries %s", (_what, frame, form) => {
    const message = encodeFrame(frame);
    expect(typeof message === "string" ? "text" : "binary").toBe(form);
    expect(decodeFrame(message)).toEqual(frame);
  });

  it("leaves the frame it encodes as it was", () => {
    const values = new Float64Array([1]);
    const frame = { list: [{ values }], n: Number.NaN };
    encodeFrame(frame);
    expect(frame.list[0]?.values).toBe(values);
    expect(frame.n).toBeNaN();
  });

  it("carries only what a view shows, at any alignment, and decodes into buffers of their own", () => {
    const backing = new Uint8Array(64).fill(9);
    const message = encodeFrame({ part: backing.subarray(3, 8), values: new Float64Array([1, 2]).subarray(1) });
    if (typeof message === "string") throw new Error("binary expected");
    const pool = Buffer.alloc(message.length + 11, 7);
    pool.set(message, 5);
    const decoded = decodeFrame(pool.subarray(5, 5 + message.length)) as { part: Uint8Array; values: Float64Array };
    expect(decoded.part.constructor).toBe(Uint8Array);
    expect(decoded.part.buffer.byteLength).toBe(5);
    expect(decoded.values.buffer.byteLength).toBe(8);
    pool.fill(0);
    expect([...decoded.part, ...decoded.values]).toEqual([9, 9, 9, 9, 9, 2]);
  });

  it("aligns every payload to 8 bytes", () => {
    for (let pad = 0; pad < 8; pad += 1) {
      const message = encodeFrame({ pad: "x".repeat(pad), a: new Uint8Array([1, 2, 3]), b: new Float64Array([4]) });
      expect(message.length % 8).toBe(0);
      expect(decodeFrame(message)).toMatchObject({ a: new Uint8Array([1, 2, 3]), b: new Float64Array([4]) });
    }
  });

  it.each([
    ["function", { f: () => 1 }],
    ["symbol", { s: Symbol("s") }],
    ["bigint", { n: 1n }],
    ["float32", { a: new Float32Array(1) }],
    ["data view", { a: new DataView(new ArrayBuffer(1)) }],
  ])("refuses to send a %s", (_what, frame) => {
    expect(() => encodeFrame(frame)).toThrow(TypeError);
  });

  const header = (parts: unknown, frame: unknown = { a: null, list: [null] }) => JSON.stringify({ frame, parts });
  const hostile: readonly (readonly [string, string | Uint8Array])[] = [
    ["broken JSON", '{"t":'],
    ["a prototype key in text", '{"t":"call","id":1,"params":{"__proto__":{"admin":true}}}'],
    ["a prototype key spelled with escapes", '{"params":[{"__\\u0070roto__":1}]}'],
    ["an empty message", new Uint8Array(0)],
    ["less than a prefix", new Uint8Array([0x4d, 0x57, 0x46])],
    ["another magic", forge(header([]), { magic: 1 })],
    ["a header longer than the message", forge(header([]), { headerBytes: 0xffff_ffff })],
    ["a header that is not UTF-8", forge("", { header: new Uint8Array([0xff, 0xfe, 0xff]) })],
    ["a header that is an array", forge("[]")],
    ["no parts", forge('{"frame":{}}')],
    ["parts that are no list", forge(header({ length: 1 }))],
    ["an unknown kind", forge(header([["f16", 1, "a"]]), { payload: 8 })],
    ["a kind from the prototype", forge(header([["toString", 1, "a"]]), { payload: 8 })],
    ["a negative length", forge(header([["f64", -1, "a"]]), { payload: 8 })],
    ["a fractional length", forge(header([["f64", 0.5, "a"]]), { payload: 8 })],
    ["a huge length", forge(header([["f64", 2 ** 50, "a"]]), { payload: 8 })],
    ["two numbers in the place of one", forge(header([["num", 2, "a"]]), { payload: 16 })],
    ["more payload than announced", forge(header([["f64", 1, "a"]]), { payload: 16 })],
    ["less payload than announced", forge(header([["f64", 2, "a"]]), { payload: 8 })],
    ["too many parts", forge(header(Array.from({ length: 100_001 }, () => ["u8", 0, "a"])))],
    ["a place that is not there", forge(header([["u8", 8, "b"]]), { payload: 8 })],
    ["a place on the prototype", forge(header([["u8", 8, "__proto__", "x"]]), { payload: 8 })],
    ["a method of the holder", forge(header([["u8", 8, "list", "push"]]), { payload: 8 })],
    ["a list's length", forge(header([["u8", 8, "list", "length"]]), { payload: 8 })],
    ["an index out of range", forge(header([["u8", 8, "list", 1]]), { payload: 8 })],
    ["the root", forge(header([["u8", 8]]), { payload: 8 })],
    ["a taken place", forge(header([["u8", 8, "a"]], { a: 1 }), { payload: 8 })],
    [
      "one place twice",
      forge(
        header([
          ["u8", 0, "a"],
          ["u8", 0, "a"],
        ]),
      ),
    ],
    ["a step that is an object", forge(header([["u8", 8, { toString: "a" }]]), { payload: 8 })],
    [
      "a prototype key in the header",
      forge('{"frame":{"__proto__":null},"parts":[["u8",8,"__proto__"]]}', { payload: 8 }),
    ],
  ];
  it.each(hostile)("refuses %s", (_what, message) => {
    expect(() => decodeFrame(message)).toThrow(expect.objectContaining({ code: "PROTOCOL" }));
    expect(Object.prototype).not.toHaveProperty("x");
  });

  it("survives every single-byte corruption and every truncation of a message", () => {
    const message = encodeFrame({ t: "next", id: 3, item: { a: new Float64Array([1, 2]), b: [new Uint8Array([3])] } });
    if (typeof message === "string") throw new Error("binary expected");
    for (let at = 0; at < message.length; at += 1) {
      for (const flip of [0x01, 0x80, 0xff]) {
        const corrupt = message.slice();
        corrupt[at] = (corrupt[at] ?? 0) ^ flip;
        expectReadOrRefused(corrupt);
      }
      expect(() => decodeFrame(message.subarray(0, at))).toThrow(expect.objectContaining({ code: "PROTOCOL" }));
    }
  });
});

/** A well-formed envelope around a header of the test's choice. */
function forge(
  text: string,
  wrong: { magic?: number; headerBytes?: number; header?: Uint8Array; payload?: number } = {},
): Uint8Array {
  const header = wrong.header ?? new TextEncoder().encode(text);
  const message = new Uint8Array(Math.ceil((8 + header.length) / 8) * 8 + (wrong.payload ?? 0));
  const view = new DataView(message.buffer);
  view.setUint32(0, wrong.magic ?? 0x3146574d, true);
  view.setUint32(4, wrong.headerBytes ?? header.length, true);
  message.set(header, 8);
  return message;
}

function expectReadOrRefused(message: Uint8Array): void {
  try {
    decodeFrame(message);
  } catch (error) {
    expect(error).toMatchObject({ code: "PROTOCOL" });
  }
}
